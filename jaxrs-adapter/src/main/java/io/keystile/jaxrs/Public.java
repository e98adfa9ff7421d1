package io.keystile.jaxrs;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a resource method public: no key is required, and none is read. On a type it applies to the methods that the
 * type itself declares, but not to overriding methods in a subclass.
 *
 * <p>{@link RequiresPermission} and {@link Cost} on any declaration of the method override it. {@link
 * RequiresPermission} on a type overrides it on a type, but not on a method. A method of a resource that a sub-resource
 * locator returned is never public, and neither is a method that is called with an ambiguous path ({@code ;}, {@code
 * //}, {@code ..} and similar).
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Public {
    /**
     * Returns whether it also applies to the methods that the type inherits and does not override, for a resource class
     * of a library that has a log-in of its own. False on a method, where it says nothing.
     */
    boolean inherited() default false;
}
