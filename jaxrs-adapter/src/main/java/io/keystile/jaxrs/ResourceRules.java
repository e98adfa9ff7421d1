package io.keystile.jaxrs;

import io.keystile.Requirement;
import io.keystile.model.Permission;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Determines the requirements of resource methods from their annotations, once for each method. Thread-safe. */
final class ResourceRules {
    private final Map<ResourceMethod, Optional<Requirement>> requirements = new ConcurrentHashMap<>();

    private record ResourceMethod(Class<?> type, Method method) {}

    /**
     * Returns the requirement of a method; empty if the method is public.
     *
     * @throws IllegalArgumentException if annotations contradict each other, are on a locator, or contain no valid
     *     permission or cost
     */
    Optional<Requirement> of(Class<?> type, Method method) {
        return requirements.computeIfAbsent(new ResourceMethod(type, method), ResourceRules::read);
    }

    /** Returns whether a request may call the method without a key. A public method has no optional key. */
    static boolean isKeyOptional(Class<?> type, Method method) {
        return Declarations.of(type, method).exactMethods().stream()
                .anyMatch(declared -> declared.isAnnotationPresent(OptionalKey.class));
    }

    private static Optional<Requirement> read(ResourceMethod resource) {
        Declarations declared = Declarations.of(resource.type(), resource.method());
        Stream.concat(declared.types().stream(), declared.methods().stream())
                .forEach(ResourceRules::rejectContradiction);
        LocatorRules.rejectAnnotatedLocators(resource.type());
        if (isPublic(declared)) {
            if (isKeyOptional(resource.type(), resource.method())) {
                throw new IllegalArgumentException(
                        resource.method() + " is @Public and has an @OptionalKey; leave one of them out");
            }
            return Optional.empty();
        }
        List<Permission> permissions = Stream.concat(
                        declared.ofMethods(RequiresPermission.class).stream(),
                        declared.ofTypes(RequiresPermission.class).stream())
                .flatMap(required -> Requirement.permission(required.value()).permissions().stream())
                .distinct()
                .toList();
        return Optional.of(Stream.concat(declared.ofMethods(Cost.class).stream(), declared.ofTypes(Cost.class).stream())
                .map(cost -> Requirement.validKey().withCost(cost.value()))
                .reduce(Requirement.ofAll(permissions), Requirement::and));
    }

    private static boolean isPublic(Declarations declared) {
        if (!declared.ofMethods(RequiresPermission.class).isEmpty()
                || !declared.ofMethods(Cost.class).isEmpty()) {
            return false;
        }
        List<Method> methods = declared.exactMethods();
        if (methods.stream().anyMatch(method -> method.isAnnotationPresent(Public.class))) {
            return true;
        }
        return declared.ofTypes(RequiresPermission.class).isEmpty()
                && methods.stream()
                        .filter(method -> !method.isBridge())
                        .findFirst()
                        .filter(nearest -> nearest.getDeclaringClass().isAnnotationPresent(Public.class))
                        .isPresent();
    }

    private static void rejectContradiction(AnnotatedElement element) {
        boolean restricts =
                element.isAnnotationPresent(RequiresPermission.class) || element.isAnnotationPresent(Cost.class);
        if (restricts && element.isAnnotationPresent(Public.class)) {
            throw new IllegalArgumentException(
                    element + " is @Public, but requires a permission or a cost; leave one of them out");
        }
    }
}
