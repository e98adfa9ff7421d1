/** What adapters share: the HTTP response of a decision, the grant kept in a request, and paths. */
@NullMarked
package io.keystile.adapter;

import org.jspecify.annotations.NullMarked;
