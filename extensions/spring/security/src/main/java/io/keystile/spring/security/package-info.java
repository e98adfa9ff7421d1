/** API keys in Spring Security's filter chain. */
@NullMarked
package io.keystile.spring.security;

import org.jspecify.annotations.NullMarked;
