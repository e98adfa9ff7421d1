/** Where keys and workspaces are kept, and the cache in front of it. */
@NullMarked
package io.keystile.store;

import org.jspecify.annotations.NullMarked;
