@NullMarked
package io.keystile.spring.test;

import org.jspecify.annotations.NullMarked;
