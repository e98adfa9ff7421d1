package io.keystile.jaxrs;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes the key of a resource method optional, for callers with another credential that the application checks itself,
 * such as a session. A request without a key runs the method without a caller; it must still be encrypted. A key that
 * is sent is checked, and needs the permissions of {@link RequiresPermission}. If the other credential is a Bearer
 * token, set {@link io.keystile.AuthenticatorBuilder#ignoreOtherBearerTokens}.
 *
 * <p>It must be on the method or on one that it overrides with the same parameter types; on {@link Public} methods it
 * is rejected. The key of a resource that a sub-resource locator returned is never optional, and neither is that of an
 * ambiguous path ({@code ;}, {@code //}, {@code ..} and similar).
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OptionalKey {}
