/** What the pages show. Not exported. The templates show it, in a package of their own. */
@NullMarked
package io.keystile.console.views;

import org.jspecify.annotations.NullMarked;
