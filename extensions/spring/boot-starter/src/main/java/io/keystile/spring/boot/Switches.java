package io.keystile.spring.boot;

import java.util.List;
import org.springframework.core.env.Environment;

/**
 * The properties that switch configurations on and off. Conditions of Spring Boot compare them with true or false as
 * text, but properties also convert other words, so that {@code keystile.security.enabled=yes} would switch off.
 */
final class Switches {
    private static final List<String> NAMES = List.of(
            "keystile.enabled",
            "keystile.security.enabled",
            "keystile.redis.enabled",
            "keystile.redis.change-feed",
            "keystile.open-api.enabled",
            "keystile.open.error",
            "keystile.open.health",
            "keystile.open.api-docs",
            "keystile.problems.enabled",
            "keystile.usage.enabled",
            "keystile.access-log.enabled",
            "keystile.alerts.enabled",
            "keystile.metrics.enabled",
            "keystile.metrics.observation");

    private Switches() {}

    /** Throws {@link WrongPropertyException} if one is neither true nor false. */
    static void requireTrueOrFalse(Environment environment) {
        for (String name : NAMES) {
            String value = environment.getProperty(name);
            if (value != null && !value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
                throw new WrongPropertyException(name, "is \"" + value + "\"", "Write true or false.");
            }
        }
    }
}
