/** A Spring Boot application that needs a key. */
@NullMarked
package io.keystile.examples.springboot;

import org.jspecify.annotations.NullMarked;
