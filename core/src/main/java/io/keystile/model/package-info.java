/** What is stored about keys and workspaces: records, settings, permissions and plans. */
@NullMarked
package io.keystile.model;

import org.jspecify.annotations.NullMarked;
