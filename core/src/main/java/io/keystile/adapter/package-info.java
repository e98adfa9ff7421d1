/** Shared parts of adapters: the HTTP responses to decisions, the grant stored in a request, and checks of paths. */
@NullMarked
package io.keystile.adapter;

import org.jspecify.annotations.NullMarked;
