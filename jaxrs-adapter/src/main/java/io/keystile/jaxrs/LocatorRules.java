package io.keystile.jaxrs;

import io.keystile.Requirement;
import io.keystile.model.Permission;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What types ask of calls that go through a sub-resource locator of theirs; worked out once for each. Thread-safe. */
final class LocatorRules {
    private final Map<Class<?>, Requirement> known = new ConcurrentHashMap<>();

    /**
     * Returns what a call asks for of which a part is found by locators.
     *
     * @param located what the located method asks for
     * @param locating the types whose locators led to it
     * @throws IllegalArgumentException if one of their locators has an annotation that would not be obeyed
     */
    Requirement through(List<Class<?>> locating, Requirement located) {
        Requirement asked = located;
        for (Class<?> type : locating) {
            asked = asked.and(known.computeIfAbsent(type, LocatorRules::read));
        }
        return asked;
    }

    private static Requirement read(Class<?> type) {
        refuseAnnotatedLocators(type);
        List<Class<?>> types = Declarations.lineage(type);
        List<Permission> permissions = Declarations.annotations(types, RequiresPermission.class).stream()
                .flatMap(required -> Requirement.permission(required.value()).permissions().stream())
                .toList();
        int cost = Declarations.annotations(types, Cost.class).stream()
                .mapToInt(Cost::value)
                .max()
                .orElse(1);
        return new Requirement(permissions, cost);
    }

    /**
     * JAX-RS does not tell which of a type's locators were called, so what stands at one of them cannot be obeyed.
     *
     * @throws IllegalArgumentException if a locator of the type asks for a permission or a cost
     */
    static void refuseAnnotatedLocators(Class<?> type) {
        for (Class<?> declaring : Declarations.lineage(type)) {
            for (Method method : declaring.getDeclaredMethods()) {
                boolean asks =
                        method.isAnnotationPresent(RequiresPermission.class) || method.isAnnotationPresent(Cost.class);
                if (asks && isLocator(Declarations.of(type, method))) {
                    throw new IllegalArgumentException(method
                            + " is a sub-resource locator, at which @RequiresPermission and @Cost have no effect; write"
                            + " them at its type or at what it locates");
                }
            }
        }
    }

    private static boolean isLocator(Declarations declared) {
        return !declared.ofMethods(Path.class).isEmpty()
                && declared.methods().stream()
                        .flatMap(method -> Arrays.stream(method.getAnnotations()))
                        .noneMatch(annotation -> annotation.annotationType().isAnnotationPresent(HttpMethod.class));
    }
}
