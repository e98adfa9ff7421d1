/** Contract tests for adapters, which run over a real socket, for key stores and for usage stores, and their tools. */
@NullMarked
package io.keystile.testkit;

import org.jspecify.annotations.NullMarked;
