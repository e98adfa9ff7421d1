/** Configures Keystile in a Spring Boot application from its properties. */
@NullMarked
package io.keystile.spring.boot;

import org.jspecify.annotations.NullMarked;
