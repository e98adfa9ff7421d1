/** The servlet filter on the containers of Servlet 6.1. */
@NullMarked
package io.keystile.conformance.ee11;

import org.jspecify.annotations.NullMarked;
