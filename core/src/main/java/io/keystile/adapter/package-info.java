/** Shared parts of adapters: the HTTP responses to decisions, the grant stored in a request, and the rules of paths. */
@NullMarked
package io.keystile.adapter;

import org.jspecify.annotations.NullMarked;
