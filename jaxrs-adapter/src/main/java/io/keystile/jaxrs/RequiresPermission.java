package io.keystile.jaxrs;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Requires permissions of the key that calls a resource method; on a type, of the key that calls any of the type's
 * methods. The key needs all permissions of the method and its types, including inherited declarations and interfaces.
 * On a type it also applies to the resources that the type's sub-resource locators return. On a locator itself it is
 * rejected.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface RequiresPermission {
    /** Returns one or more {@linkplain io.keystile.model.Permission permissions}, for example {@code flows:execute}. */
    String[] value();
}
