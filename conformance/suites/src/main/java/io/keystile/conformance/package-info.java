/** The contracts of the adapters in each container, and the code that starts the containers. */
@NullMarked
package io.keystile.conformance;

import org.jspecify.annotations.NullMarked;
