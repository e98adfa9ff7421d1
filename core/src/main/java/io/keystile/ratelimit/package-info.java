/** Rate limits of keys and workspaces, and a sliding window that enforces them in memory. */
@NullMarked
package io.keystile.ratelimit;

import org.jspecify.annotations.NullMarked;
