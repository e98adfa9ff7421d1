/** What the adapters are held to on every container, and how the containers are started. */
@NullMarked
package io.keystile.conformance;

import org.jspecify.annotations.NullMarked;
