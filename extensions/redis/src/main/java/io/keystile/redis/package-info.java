/** Limits and changes that many nodes share through Redis or Valkey. */
@NullMarked
package io.keystile.redis;

import org.jspecify.annotations.NullMarked;
