/** Administers keys: issues, finds, lists and revokes them. */
@NullMarked
package io.keystile.manage;

import org.jspecify.annotations.NullMarked;
