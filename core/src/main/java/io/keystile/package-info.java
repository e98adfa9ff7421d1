/** Authenticates requests by API key. Start with {@link io.keystile.ApiKeyAuthenticator#builder}. */
@NullMarked
package io.keystile;

import org.jspecify.annotations.NullMarked;
