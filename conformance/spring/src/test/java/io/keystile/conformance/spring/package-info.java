/** The contract of Spring Security's filter chain in containers with Servlet 6.1. */
@NullMarked
package io.keystile.conformance.spring;

import org.jspecify.annotations.NullMarked;
