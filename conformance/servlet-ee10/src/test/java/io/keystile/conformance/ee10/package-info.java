/** The contract of the servlet filter in containers with Servlet 6.0. */
@NullMarked
package io.keystile.conformance.ee10;

import org.jspecify.annotations.NullMarked;
