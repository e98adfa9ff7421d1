package io.keystile.monitoring.leaks;

import io.keystile.TestKeys;
import io.keystile.admin.ApiKeys;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.Plans;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Issues keys, has a store that fails on demand, and records the events that the listener receives. */
final class LeakFixture {
    enum Operation {
        READ,
        WRITE;

        static Operation of(Method method) {
            return method.getName().startsWith("find") ? READ : WRITE;
        }
    }

    final TestKeys keys = new TestKeys();
    final List<LeakEvent> events = new CopyOnWriteArrayList<>();

    /** The operations that fail in the store. */
    final Set<Operation> failing = EnumSet.noneOf(Operation.class);

    /** The ids for which the store fails. */
    final Set<Object> unreadable = new HashSet<>();

    private final ApiKeyStore store = (ApiKeyStore) Proxy.newProxyInstance(
            ApiKeyStore.class.getClassLoader(), new Class<?>[] {ApiKeyStore.class}, (proxy, method, arguments) -> {
                Object argument = arguments == null ? "everything" : arguments[0];
                if (failing.contains(Operation.of(method)) || unreadable.contains(argument)) {
                    throw new StoreException("no answer about " + argument);
                }
                try {
                    return method.invoke(keys.store, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });

    LeakedKeys leakedKeys(LeakPolicy policy, LeakListener listener) {
        SecretHasher hasher = SecretHasher.sha256();
        ApiKeys apiKeys = new ApiKeys(store, TestKeys.FORMAT, hasher, Plans.standard());
        return new LeakedKeys(apiKeys, TestKeys.FORMAT, hasher, policy, listener);
    }

    LeakedKeys revoking() {
        return leakedKeys(LeakPolicy.REVOKE, events::add);
    }

    String issue() {
        return keys.issue(ApiKeySettings.named("ci"));
    }

    boolean isActive(String key) {
        return keys.store.find(TestKeys.idOf(key)).orElseThrow().key().status() == KeyStatus.ACTIVE;
    }

    List<LeakAction> actions() {
        return events.stream().map(LeakEvent::action).toList();
    }
}
