/** An adapter for the JDK's HTTP server, and its test with the HTTP contract. */
@NullMarked
package io.keystile.conformance.jdk;

import org.jspecify.annotations.NullMarked;
