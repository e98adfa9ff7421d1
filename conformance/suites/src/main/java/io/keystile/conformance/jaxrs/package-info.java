/** The contract for the JAX-RS feature, on any implementation and any container. */
@NullMarked
package io.keystile.conformance.jaxrs;

import org.jspecify.annotations.NullMarked;
