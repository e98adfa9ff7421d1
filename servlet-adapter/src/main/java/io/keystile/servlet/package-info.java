/** Authenticates servlet requests by their API key. Start with {@link io.keystile.servlet.ApiKeyFilter}. */
@NullMarked
package io.keystile.servlet;

import org.jspecify.annotations.NullMarked;
