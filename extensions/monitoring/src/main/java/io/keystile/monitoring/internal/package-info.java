/** What several packages of this module share; not exported. */
@NullMarked
package io.keystile.monitoring.internal;

import org.jspecify.annotations.NullMarked;
