package io.keystile.admin;

import static io.keystile.admin.Administration.ADMIN;
import static io.keystile.admin.Administration.FORMAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyPolicy;
import io.keystile.model.KeyStatus;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.ForwardingApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.KeyQuery;
import io.keystile.store.RecordsDocument;
import io.keystile.store.StoreWrite;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Changes in a transaction that sees the past: each change fails, and none is tried for ever. */
class OutdatedViewTest {
    private static final ApiKeySettings CI = ApiKeySettings.named("ci");

    private final InMemoryApiKeyStore past = new InMemoryApiKeyStore();
    private final InMemoryApiKeyStore present = new InMemoryApiKeyStore();
    private final ApiKeyStore outdated = new ForwardingApiKeyStore() {
        private int writes;

        @Override
        protected ApiKeyStore delegate() {
            return past;
        }

        @Override
        public boolean write(List<StoreWrite> changes) {
            if (++writes > 100) {
                throw new AssertionError("tried for ever");
            }
            return present.write(changes);
        }
    };
    private final ApiKeys ofOutdated = keys(outdated);
    private final ApiKeyRecord key;

    OutdatedViewTest() {
        ApiKeys ofPast = keys(past);
        ofPast.createWorkspace(ADMIN, WorkspaceRecord.of("acme", "pro"));
        key = ofPast.issue(ADMIN, "acme", "live", CI).record();
        ApiKeys ofPresent = keys(present);
        ofPresent.importRecords(ADMIN, RecordsDocument.of(past));
        ofPresent.disable(ADMIN, key.id());
        ofPresent.issue(ADMIN, "acme", "live", CI);
    }

    private static ApiKeys keys(ApiKeyStore store) {
        Plan few = Plan.of("pro", RateLimit.perMinute(10)).withPolicy(KeyPolicy.NONE.withMostLiveKeys(10));
        return new ApiKeys(store, FORMAT, SecretHasher.sha256(), Plans.of(few));
    }

    private void assertFails(String record, Runnable change) {
        List<ApiKeyRecord> before = present.list(KeyQuery.ofAll());
        assertThatExceptionOfType(ConcurrentChangeException.class)
                .isThrownBy(change::run)
                .withMessageContaining(record)
                .withMessageContaining("in a transaction begin a new one");
        assertThat(present.list(KeyQuery.ofAll())).isEqualTo(before);
    }

    @Test
    void changesOfAnOutdatedKeyFail() {
        String record = "Key " + key.id() + " has changed since version 1";
        assertFails(record, () -> ofOutdated.revoke(ADMIN, key.id(), "leaked"));
        assertFails(record, () -> ofOutdated.revokeLineage(ADMIN, key.id(), "leaked"));
        assertFails(record, () -> ofOutdated.disable(ADMIN, key.id()));
        assertFails(record, () -> ofOutdated.delete(ADMIN, key.id()));
        assertFails(record, () -> ofOutdated.rotate(ADMIN, key.id(), Overlap.NONE));
        assertFails(record, () -> ofOutdated.update(ADMIN, key, CI.withName("other")));
        past.replace(key.withDisabled(true));
        present.replace(present.find(key.id()).orElseThrow().key().withDisabled(false));
        assertFails("since version 2", () -> ofOutdated.enable(ADMIN, key.id()));
        assertThat(present.find(key.id()).orElseThrow().key().status()).isEqualTo(KeyStatus.ACTIVE);
    }

    @Test
    void aKeyOfAPlanWithTheMostLiveKeysIsNotIssuedInAnOutdatedWorkspace() {
        assertFails("Workspace acme has changed since version 2", () -> ofOutdated.issue(ADMIN, "acme", "live", CI));
    }

    @Test
    void anOutdatedWorkspaceIsNeitherSuspendedNorResumed() {
        assertFails("Workspace acme has changed", () -> ofOutdated.suspendWorkspace(ADMIN, "acme"));
        past.replace(
                past.findWorkspace("acme").orElseThrow().withSuspended(true).next());
        present.replace(present.findWorkspace("acme").orElseThrow().next());
        assertFails("Workspace acme has changed", () -> ofOutdated.resumeWorkspace(ADMIN, "acme"));
    }

    @Test
    void nothingIsImportedIntoAnOutdatedWorkspace() {
        InMemoryApiKeyStore from = new InMemoryApiKeyStore();
        ApiKeys other = keys(from);
        other.createWorkspace(ADMIN, WorkspaceRecord.of("acme", "pro"));
        other.issue(ADMIN, "acme", "live", CI);
        assertFails("[acme] has changed", () -> ofOutdated.importRecords(ADMIN, RecordsDocument.of(from)));
    }
}
