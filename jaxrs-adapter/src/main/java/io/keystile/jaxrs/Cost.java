package io.keystile.jaxrs;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How many permits a call takes from each of its key's limits; 1 where this does not stand. Where it stands at the method
 * and at its types, the highest counts. On a type it counts also for what the type's sub-resource locators find; at a locator
 * itself it is refused. Where a servlet filter has let the call through before, that has counted it, at the cost that the
 * filter's routes give.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Cost {
    /** 1 to 1,000,000. */
    int value();
}
