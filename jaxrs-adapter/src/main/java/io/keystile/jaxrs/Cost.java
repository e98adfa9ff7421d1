package io.keystile.jaxrs;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The number of permits that a request takes from each of its key's limits; 1 without this annotation. A request that
 * costs 0 is authenticated and never over a limit. If the method and its types have it, the highest cost counts. On a
 * type it also applies to the resources that the type's
 * sub-resource locators return. On a locator itself it is rejected. If a servlet filter with the same authenticator
 * granted the request before, the filter has already taken the permits, at the cost in its routes.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Cost {
    /** Returns the number of permits, 0 to 1,000,000. */
    int value();
}
