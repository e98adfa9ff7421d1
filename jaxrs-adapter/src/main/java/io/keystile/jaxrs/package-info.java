/** Authenticates JAX-RS requests by their API key. Register an {@link io.keystile.jaxrs.ApiKeyFeature}. */
@NullMarked
package io.keystile.jaxrs;

import org.jspecify.annotations.NullMarked;
