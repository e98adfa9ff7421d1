package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.admin.ApiKeys;
import io.keystile.admin.KeyDirectory;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyId;
import io.keystile.key.SecretHash;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.Lineage;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.ForwardingApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.KeyQuery;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lists and usage while another node issues keys. */
class KeyPagesTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private final ApiKeyStore store = new InMemoryApiKeyStore();

    KeyPagesTest() {
        store.insert(WorkspaceRecord.of("acme", "free"));
        store.insert(key("a", NOW));
        store.insert(key("c", NOW.plusSeconds(10)));
    }

    private static ApiKeyRecord key(String id, Instant createdAt) {
        return new ApiKeyRecord(
                new KeyId(id),
                1,
                "acme",
                "live",
                SecretHash.parse("$sha256$47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"),
                KeyStatus.ACTIVE,
                ApiKeySettings.named("ci"),
                createdAt,
                "Ada",
                null,
                Lineage.NONE);
    }

    /** After the first page, a node whose clock is five seconds behind issues a key. */
    private KeyDirectory whileAnotherNodeIssues() {
        ApiKeyStore issuing = new ForwardingApiKeyStore() {
            private boolean issued;

            @Override
            protected ApiKeyStore delegate() {
                return store;
            }

            @Override
            public List<ApiKeyRecord> list(KeyQuery query) {
                List<ApiKeyRecord> page = super.list(query);
                if (!issued) {
                    issued = true;
                    store.insert(key("b", NOW.plusSeconds(5)));
                }
                return page;
            }
        };
        return new ApiKeys(issuing, ApiKeyFormat.ofBrand("pk"), SecretHasher.sha256(), Plans.standard()).unrestricted();
    }

    @Test
    void allKeysAreListedOldestFirst() {
        assertThat(KeyPages.read(whileAnotherNodeIssues(), KeyQuery.ofAll(), Integer.MAX_VALUE))
                .extracting(key -> key.id().value())
                .containsExactly("a", "b", "c");
    }

    @Test
    void firstKeysAreListed() {
        KeyDirectory keys = whileAnotherNodeIssues();
        assertThat(KeyPages.read(keys, KeyQuery.ofAll(), 1)).hasSize(1);
        assertThat(KeyPages.read(keys, KeyQuery.ofAll().newestFirst(), Integer.MAX_VALUE))
                .extracting(key -> key.id().value())
                .containsExactly("c", "b", "a");
    }
}
