/** A Spring Boot application that requires API keys. */
@NullMarked
package io.keystile.examples.springboot;

import org.jspecify.annotations.NullMarked;
