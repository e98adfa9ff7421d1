/** Stores keys and their usage in a relational database. */
@NullMarked
package io.keystile.jdbc;

import org.jspecify.annotations.NullMarked;
