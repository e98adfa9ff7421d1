/** What listens to decisions. */
@NullMarked
package io.keystile.monitor;

import org.jspecify.annotations.NullMarked;
