/** The servlet filter on the containers of Servlet 6.0. */
@NullMarked
package io.keystile.conformance.ee10;

import org.jspecify.annotations.NullMarked;
