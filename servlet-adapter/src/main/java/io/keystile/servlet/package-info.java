/** Authenticates servlet requests by API key: start with {@link io.keystile.servlet.ApiKeyFilter}. */
@NullMarked
package io.keystile.servlet;

import org.jspecify.annotations.NullMarked;
