/**
 * API keys in Spring Security's filter chain for WebFlux. Start with
 * {@link io.keystile.spring.security.reactive.ServerApiKeys}.
 */
@NullMarked
package io.keystile.spring.security.reactive;

import org.jspecify.annotations.NullMarked;
