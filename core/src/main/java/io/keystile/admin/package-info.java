/** Administers keys and workspaces: start with {@link io.keystile.admin.ApiKeys}. */
@NullMarked
package io.keystile.admin;

import org.jspecify.annotations.NullMarked;
