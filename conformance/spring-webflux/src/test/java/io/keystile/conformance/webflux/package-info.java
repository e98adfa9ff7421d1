/** The contract of the filters for WebFlux on Reactor Netty. */
@NullMarked
package io.keystile.conformance.webflux;

import org.jspecify.annotations.NullMarked;
