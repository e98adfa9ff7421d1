package io.keystile.benchmarks.frameworks;

import java.lang.reflect.Proxy;

/** Creates proxies whose methods all throw {@link UnsupportedOperationException}. */
final class Unsupported {
    private Unsupported() {}

    static <T> T proxy(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    throw new UnsupportedOperationException(
                            type.getSimpleName() + "." + method.getName() + " is not supported");
                }));
    }
}
