@NullMarked
package io.keystile.spring.boot;

import org.jspecify.annotations.NullMarked;
