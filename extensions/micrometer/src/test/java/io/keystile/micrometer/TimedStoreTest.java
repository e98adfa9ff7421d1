package io.keystile.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.key.KeyId;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyLookup;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimedStoreTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final KeystileMetrics metrics = KeystileMetrics.builder(registry).build();

    private long calls(String operation, String result) {
        return registry.get("keystile.store.duration")
                .tags("operation", operation, "result", result)
                .timer()
                .count();
    }

    /** Default methods, such as insert, call write, and are timed by it. */
    @Test
    void everyMethodWithoutADefaultIsTimedExceptThatListenersAreAdded() throws Exception {
        for (Method method : ApiKeyStore.class.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers())
                    && !method.isDefault()
                    && !method.getName().equals("onChange")) {
                Method own = TimedStore.class.getMethod(method.getName(), method.getParameterTypes());
                assertThat(own.getDeclaringClass()).as(method.toString()).isEqualTo(TimedStore.class);
            }
        }
    }

    @Test
    void callsAreTimedByResult() {
        ApiKeyStore store = metrics.timed(new InMemoryApiKeyStore());
        WorkspaceRecord acme = WorkspaceRecord.of("acme", "free");

        store.insert(acme);
        assertThatThrownBy(() -> store.insert(acme)).isInstanceOf(IllegalStateException.class);
        assertThat(store.replace(WorkspaceRecord.of("nobody", "free").next())).isFalse();
        store.find(new KeyId("k1"));

        assertThat(calls("write", "ok")).isEqualTo(1);
        assertThat(calls("write", "conflict")).isEqualTo(2);
        assertThat(calls("write", "error")).isZero();
        assertThat(calls("find", "ok")).isEqualTo(1);
    }

    @Test
    void failedCallIsTimedAsError() {
        ApiKeyLookup lookup = metrics.timedLookup(id -> {
            throw new StoreException("down");
        });

        assertThatThrownBy(() -> lookup.find(new KeyId("k1"))).isInstanceOf(StoreException.class);
        assertThat(calls("find", "error")).isEqualTo(1);
    }

    @Test
    void timedStoreNotifiesOfChanges() {
        ApiKeyStore store = new InMemoryApiKeyStore();
        List<StoreChange> changes = new ArrayList<>();
        metrics.timed(store).onChange(changes::add);
        store.insert(WorkspaceRecord.of("acme", "free"));
        assertThat(changes).containsExactly(new StoreChange.OfWorkspace("acme"));
    }
}
