/** Tests of Spring applications that require API keys. */
@NullMarked
package io.keystile.spring.test;

import org.jspecify.annotations.NullMarked;
