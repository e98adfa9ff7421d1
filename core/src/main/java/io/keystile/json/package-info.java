/** Reads and writes JSON strictly: configurations, plans and what stores keep. Exported to modules of Keystile only. */
@NullMarked
package io.keystile.json;

import org.jspecify.annotations.NullMarked;
