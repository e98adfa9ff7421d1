package io.keystile.jdbc;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** Looks for a transaction of Spring's, by reflection, because this module does not depend on Spring. */
final class SpringTransaction {
    private static final String MANAGER = "org.springframework.transaction.support.TransactionSynchronizationManager";

    /** Null if the application has no Spring. */
    private static final @Nullable MethodHandle ACTIVE = find("isActualTransactionActive");

    /** False when a transaction has ended, and its listeners are called. */
    private static final @Nullable MethodHandle NOT_ENDED = find("isSynchronizationActive");

    private SpringTransaction() {}

    /** Returns whether the calling thread is in a transaction of Spring's, of whatever kind, that has not ended. */
    static boolean isActive() {
        return call(ACTIVE) && call(NOT_ENDED);
    }

    private static @Nullable MethodHandle find(String method) {
        try {
            Class<?> manager = Class.forName(MANAGER, false, SpringTransaction.class.getClassLoader());
            return MethodHandles.publicLookup().findStatic(manager, method, MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException | LinkageError e) {
            return null;
        }
    }

    private static boolean call(@Nullable MethodHandle method) {
        try {
            return method != null && (boolean) method.invokeExact();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // the methods declare none
        }
    }
}
