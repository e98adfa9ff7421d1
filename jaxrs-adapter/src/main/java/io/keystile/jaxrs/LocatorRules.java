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

/** Determines the requirements that types with sub-resource locators add, once for each type. Thread-safe. */
final class LocatorRules {
    private final Map<Class<?>, Requirement> requirements = new ConcurrentHashMap<>();

    /**
     * Combines the requirement of a method with those of the types whose locators led to it.
     *
     * @throws IllegalArgumentException if a locator of one of the types has an annotation, which would have no effect
     */
    Requirement combine(List<Class<?>> locatingTypes, Requirement ofMethod) {
        Requirement combined = ofMethod;
        for (Class<?> type : locatingTypes) {
            combined = combined.and(requirements.computeIfAbsent(type, LocatorRules::read));
        }
        return combined;
    }

    private static Requirement read(Class<?> type) {
        rejectAnnotatedLocators(type);
        List<Class<?>> types = Declarations.withSupertypes(type);
        List<Permission> permissions = Declarations.annotations(types, RequiresPermission.class).stream()
                .flatMap(required -> Requirement.permission(required.value()).permissions().stream())
                .toList();
        return Declarations.annotations(types, Cost.class).stream()
                .map(cost -> Requirement.validKey().withCost(cost.value()))
                .reduce(Requirement.ofAll(permissions), Requirement::and);
    }

    /**
     * Rejects annotations on locators. JAX-RS does not report which locators of a type were called, so their
     * annotations could have no effect.
     *
     * @throws IllegalArgumentException if a locator of the type requires a permission or a cost
     */
    static void rejectAnnotatedLocators(Class<?> type) {
        for (Class<?> declaring : Declarations.withSupertypes(type)) {
            for (Method method : declaring.getDeclaredMethods()) {
                boolean restricts =
                        method.isAnnotationPresent(RequiresPermission.class) || method.isAnnotationPresent(Cost.class);
                if (restricts && isLocator(Declarations.of(type, method))) {
                    throw new IllegalArgumentException(method
                            + " is a sub-resource locator, on which @RequiresPermission and @Cost have no effect; put"
                            + " them on its type or on the resource that it returns");
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
