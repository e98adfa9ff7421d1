/** Authenticates requests by API key: start with {@link io.keystile.ApiKeyAuthenticator#builder}. */
@NullMarked
package io.keystile;

import org.jspecify.annotations.NullMarked;
