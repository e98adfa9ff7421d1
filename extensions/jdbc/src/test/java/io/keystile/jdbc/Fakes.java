package io.keystile.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.Callable;

/** Objects of JDBC, some of whose methods are replaced. */
final class Fakes {
    private Fakes() {}

    /** Returns a proxy of {@code real} that calls a replacement for each method with a name in the map. */
    static <T> T with(Class<T> type, T real, Map<String, Callable<Object>> replacements) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, values) -> {
                    Callable<Object> replacement = replacements.get(method.getName());
                    try {
                        return replacement == null ? method.invoke(real, values) : replacement.call();
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
