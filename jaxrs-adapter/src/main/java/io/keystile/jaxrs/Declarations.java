package io.keystile.jaxrs;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The declarations of a resource method and its class: the class itself, its superclasses and its interfaces, nearest
 * first.
 *
 * @param types the class and its supertypes
 * @param methods the method and the methods that it overrides or implements. If generic types make this unclear, the
 *     list contains too many methods rather than too few
 * @param exactMethods those of {@code methods} that have exactly the same parameter types
 */
record Declarations(List<Class<?>> types, List<Method> methods, List<Method> exactMethods) {

    /**
     * Finds the declarations of a method.
     *
     * @throws IllegalArgumentException if {@code type} is a proxy, which hides the annotations of the proxied class
     */
    static Declarations of(Class<?> type, Method method) {
        if (Proxy.isProxyClass(type)) {
            throw new IllegalArgumentException(
                    "A resource is a proxy, " + type.getName() + ", which hides the annotations of its class;"
                            + " register the object itself, or a proxy that extends its class");
        }
        List<Class<?>> types = withSupertypes(type);
        List<Method> methods = types.stream()
                .flatMap(declaring -> Arrays.stream(declaring.getDeclaredMethods()))
                .filter(declared -> isOverriddenBy(method, declared))
                .toList();
        List<Method> exactMethods = methods.stream()
                .filter(declared -> Arrays.equals(declared.getParameterTypes(), method.getParameterTypes()))
                .toList();
        return new Declarations(types, methods, exactMethods);
    }

    /** Returns the type and its supertypes, without Object; classes first, nearest first. */
    static List<Class<?>> withSupertypes(Class<?> type) {
        Set<Class<?>> types = new LinkedHashSet<>();
        for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
            types.add(at);
        }
        for (Class<?> at : new ArrayList<>(types)) {
            addInterfaces(at, types);
        }
        return List.copyOf(types);
    }

    private static void addInterfaces(Class<?> type, Set<Class<?>> types) {
        for (Class<?> implemented : type.getInterfaces()) {
            types.add(implemented);
            addInterfaces(implemented, types);
        }
    }

    private static boolean isOverriddenBy(Method method, Method declared) {
        Class<?>[] parameters = method.getParameterTypes();
        Class<?>[] wider = declared.getParameterTypes();
        boolean overridden = declared.getName().equals(method.getName()) && wider.length == parameters.length;
        for (int i = 0; overridden && i < wider.length; i++) {
            overridden = wider[i].isAssignableFrom(parameters[i]) || parameters[i].isAssignableFrom(wider[i]);
        }
        return overridden;
    }

    /** Returns the annotations of a kind on all declarations of the method. */
    <A extends Annotation> List<A> ofMethods(Class<A> kind) {
        return annotations(methods, kind);
    }

    /** Returns the annotations of a kind on all types. */
    <A extends Annotation> List<A> ofTypes(Class<A> kind) {
        return annotations(types, kind);
    }

    /** Returns the nearest annotation, or null if there is none. */
    static <A extends Annotation> @Nullable A nearest(List<A> annotations) {
        return annotations.isEmpty() ? null : annotations.get(0);
    }

    /** Returns the annotations of a kind on these elements. */
    static <A extends Annotation> List<A> annotations(List<? extends AnnotatedElement> elements, Class<A> kind) {
        return elements.stream()
                .flatMap(element -> Arrays.stream(element.getAnnotationsByType(kind)))
                .toList();
    }
}
