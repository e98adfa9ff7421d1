/** An adapter for a third stack, held to the contract. */
@NullMarked
package io.keystile.conformance.jdk;

import org.jspecify.annotations.NullMarked;
