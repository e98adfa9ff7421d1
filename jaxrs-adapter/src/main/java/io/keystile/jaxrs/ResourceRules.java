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

/** Determines the rules of resource methods from their annotations, once for each method. Thread-safe. */
final class ResourceRules {
    private final Map<ResourceMethod, Rule> rules = new ConcurrentHashMap<>();

    private record ResourceMethod(Class<?> type, Method method) {}

    /**
     * What a method requires.
     *
     * @param requirement empty if the method is public
     * @param keyOptional whether a request may call the method without a key; false if the method is public
     */
    record Rule(Optional<Requirement> requirement, boolean keyOptional) {}

    /**
     * Returns the rule of a method.
     *
     * @throws IllegalArgumentException if annotations contradict each other, are on a locator, or contain no valid
     *     permission or cost
     */
    Rule of(Class<?> type, Method method) {
        return rules.computeIfAbsent(new ResourceMethod(type, method), ResourceRules::read);
    }

    private static Rule read(ResourceMethod resource) {
        Declarations declared = Declarations.of(resource.type(), resource.method());
        Stream.concat(declared.types().stream(), declared.methods().stream())
                .forEach(ResourceRules::rejectContradiction);
        LocatorRules.rejectAnnotatedLocators(resource.type());
        boolean keyOptional =
                declared.exactMethods().stream().anyMatch(method -> method.isAnnotationPresent(OptionalKey.class));
        if (isPublic(declared)) {
            if (keyOptional) {
                throw new IllegalArgumentException(
                        resource.method() + " is @Public and has an @OptionalKey; leave one of them out");
            }
            return new Rule(Optional.empty(), false);
        }
        List<Permission> permissions = Stream.concat(
                        declared.ofMethods(RequiresPermission.class).stream(),
                        declared.ofTypes(RequiresPermission.class).stream())
                .flatMap(required -> Requirement.permission(required.value()).permissions().stream())
                .distinct()
                .toList();
        Requirement requirement = Stream.concat(
                        declared.ofMethods(Cost.class).stream(), declared.ofTypes(Cost.class).stream())
                .map(cost -> Requirement.validKey().withCost(cost.value()))
                .reduce(Requirement.ofAll(permissions), Requirement::and);
        return new Rule(Optional.of(requirement), keyOptional);
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
                        .filter(nearest -> declared.types().stream().anyMatch(type -> opens(type, nearest)))
                        .isPresent();
    }

    /** Returns whether a type makes a method public that it declares, or inherits if it says so. */
    private static boolean opens(Class<?> type, Method method) {
        Public annotation = type.getAnnotation(Public.class);
        Class<?> declaring = method.getDeclaringClass();
        return annotation != null
                && (declaring == type || (annotation.inherited() && declaring.isAssignableFrom(type)));
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
