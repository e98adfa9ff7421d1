package io.keystile.benchmarks.frameworks;

import java.lang.reflect.Proxy;

/** Makes objects that refuse whatever they are asked. */
final class Refusing {
    private Refusing() {}

    static <T> T all(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    throw new UnsupportedOperationException(
                            type.getSimpleName() + "." + method.getName() + " has no answer here");
                }));
    }
}
