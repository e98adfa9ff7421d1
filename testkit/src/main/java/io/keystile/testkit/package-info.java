/**
 * Contract tests for adapters, which run over a real socket, for key stores, usage
 * stores and rate limiters, and their tools.
 */
@NullMarked
package io.keystile.testkit;

import org.jspecify.annotations.NullMarked;
