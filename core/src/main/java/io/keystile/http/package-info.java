/** The HTTP answer of a decision: status, headers and problem body. */
@NullMarked
package io.keystile.http;

import org.jspecify.annotations.NullMarked;
