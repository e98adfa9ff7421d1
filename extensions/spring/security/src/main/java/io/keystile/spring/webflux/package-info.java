/**
 * Authenticates requests of Spring WebFlux by their API key, with or without Spring Security. Start with
 * {@link io.keystile.spring.webflux.ApiKeyWebFilter}.
 */
@NullMarked
package io.keystile.spring.webflux;

import org.jspecify.annotations.NullMarked;
