package io.keystile.jaxrs;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Asks for permissions of the key that calls a resource method, or on a type, any of the type's methods. What is asked for
 * by the method and by its types, inherited ones and interfaces among them, holds together: the key needs all of it. On
 * a type it is also asked for by what the type's sub-resource locators find; at a locator itself it is refused.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface RequiresPermission {
    /** One or more {@linkplain io.keystile.model.Permission permissions}, for example {@code flows:execute}. */
    String[] value();
}
