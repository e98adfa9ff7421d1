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
 * Where a resource method and its class are declared: there, in superclasses and in interfaces, the nearest first.
 *
 * @param types the class and all that it extends or implements
 * @param methods the method and all that it overrides or implements. Where generic types make that hard to tell, too
 *     many rather than too few
 * @param sameMethods those of them that have the very same parameter types
 */
record Declarations(List<Class<?>> types, List<Method> methods, List<Method> sameMethods) {

    /**
     * Finds them.
     *
     * @throws IllegalArgumentException if {@code type} is a proxy, which hides the annotations of what it stands for
     */
    static Declarations of(Class<?> type, Method method) {
        if (Proxy.isProxyClass(type)) {
            throw new IllegalArgumentException(
                    "A resource is a " + type.getName()
                            + ", which hides the annotations of its class; register the object itself, or a proxy that extends it");
        }
        List<Class<?>> types = lineage(type);
        List<Method> methods = types.stream()
                .flatMap(declaring -> Arrays.stream(declaring.getDeclaredMethods()))
                .filter(declared -> isOverriddenBy(method, declared))
                .toList();
        List<Method> same = methods.stream()
                .filter(declared -> Arrays.equals(declared.getParameterTypes(), method.getParameterTypes()))
                .toList();
        return new Declarations(types, methods, same);
    }

    /** Returns the type and all that it extends or implements. */
    static List<Class<?>> lineage(Class<?> type) {
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

    /** The annotations of that kind on the method, wherever it is declared. */
    <A extends Annotation> List<A> ofMethods(Class<A> kind) {
        return annotations(methods, kind);
    }

    /** The annotations of that kind on the types. */
    <A extends Annotation> List<A> ofTypes(Class<A> kind) {
        return annotations(types, kind);
    }

    /** Returns the nearest one, or null. */
    static <A extends Annotation> @Nullable A nearest(List<A> annotations) {
        return annotations.isEmpty() ? null : annotations.get(0);
    }

    /** The annotations of that kind on these elements. */
    static <A extends Annotation> List<A> annotations(List<? extends AnnotatedElement> elements, Class<A> kind) {
        return elements.stream()
                .flatMap(element -> Arrays.stream(element.getAnnotationsByType(kind)))
                .toList();
    }
}
