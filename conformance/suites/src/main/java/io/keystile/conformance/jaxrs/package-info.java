/** The contract of the JAX-RS feature, for any implementation in any container. */
@NullMarked
package io.keystile.conformance.jaxrs;

import org.jspecify.annotations.NullMarked;
