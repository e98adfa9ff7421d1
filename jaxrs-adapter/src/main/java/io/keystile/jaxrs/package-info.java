/** Lets JAX-RS requests through by their API key: register an {@link io.keystile.jaxrs.ApiKeyFeature}. */
@NullMarked
package io.keystile.jaxrs;

import org.jspecify.annotations.NullMarked;
