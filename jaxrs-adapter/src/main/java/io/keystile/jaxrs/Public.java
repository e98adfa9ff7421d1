package io.keystile.jaxrs;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets everybody call a resource method, without a key and without a look at one. On a type it counts for the methods that
 * the type itself declares, and not where a subclass overrides them.
 *
 * <p>{@link RequiresPermission} and {@link Cost} on the method, wherever it is declared, outweigh it, as does {@link
 * RequiresPermission} on a type if this stands on a type too. Nothing is public that a sub-resource locator finds, or whose
 * path was sent in an ambiguous way ({@code ;}, {@code //}, {@code ..} and the like).
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Public {}
