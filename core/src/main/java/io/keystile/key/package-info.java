/** What a key is: its text, its hash, its record, its permissions and its plan. */
@NullMarked
package io.keystile.key;

import org.jspecify.annotations.NullMarked;
