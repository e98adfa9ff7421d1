/** The contract of the servlet filter in containers with Servlet 6.1. */
@NullMarked
package io.keystile.conformance.ee11;

import org.jspecify.annotations.NullMarked;
