package io.keystile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.key.ApiKeyRecord;
import io.keystile.key.KeyId;
import io.keystile.key.WorkspaceRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every store of this package does. */
abstract class ApiKeyStoreContractTest {
    private static final WorkspaceRecord ACME = Samples.workspace("acme");
    private static final ApiKeyRecord KEY = Samples.key("k1", "acme");

    /** Returns an empty store. */
    abstract ApiKeyStore newStore();

    private ApiKeyStore storeWithAcme() {
        ApiKeyStore store = newStore();
        store.insert(ACME);
        return store;
    }

    @Test
    void emptyStoreHasNothing() {
        ApiKeyStore store = newStore();
        assertThat(store.find(KEY.id())).isEmpty();
        assertThat(store.findWorkspace("acme")).isEmpty();
        assertThat(store.list("acme")).isEmpty();
        assertThat(store.workspaces()).isEmpty();
    }

    @Test
    void insertedKeyIsFoundWithItsWorkspace() {
        ApiKeyStore store = storeWithAcme();
        store.insert(KEY);
        assertThat(store.find(new KeyId("k1"))).contains(new ResolvedKey(KEY, ACME));
        assertThat(store.findWorkspace("acme")).contains(ACME);
    }

    @Test
    void takenKeyIdIsRefusedAndKeepsItsRecord() {
        ApiKeyStore store = storeWithAcme();
        store.insert(KEY);
        ApiKeyRecord other = Samples.key("k1", "acme", Samples.NOW.plusSeconds(1));
        assertThatThrownBy(() -> store.insert(other))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("k1");
        assertThat(store.list("acme")).containsExactly(KEY);
    }

    @Test
    void keyWithoutItsWorkspaceIsRefused() {
        ApiKeyStore store = storeWithAcme();
        assertThatThrownBy(() -> store.insert(Samples.key("k1", "nobody")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nobody");
        assertThat(store.find(KEY.id())).isEmpty();
    }

    @Test
    void takenWorkspaceIdIsRefusedAndKeepsItsRecord() {
        ApiKeyStore store = storeWithAcme();
        assertThatThrownBy(() -> store.insert(WorkspaceRecord.of("acme", "gold")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("acme");
        assertThat(store.workspaces()).containsExactly(ACME);
    }

    @Test
    void nextVersionReplacesAKey() {
        ApiKeyStore store = storeWithAcme();
        store.insert(KEY);
        ApiKeyRecord next = Samples.renamed(KEY, "renamed");
        assertThat(store.replace(next)).isTrue();
        assertThat(store.list("acme")).containsExactly(next);
    }

    @Test
    void anyOtherVersionReplacesNoKey() {
        ApiKeyStore store = storeWithAcme();
        store.insert(KEY);
        ApiKeyRecord second = KEY.revoked("leaked");
        store.replace(second);
        assertThat(store.replace(KEY)).isFalse();
        assertThat(store.replace(Samples.renamed(KEY, "also second"))).isFalse();
        assertThat(store.replace(Samples.renamed(Samples.renamed(second, "third"), "fourth")))
                .isFalse();
        assertThat(store.list("acme")).containsExactly(second);
    }

    @Test
    void unknownKeyIsNotReplaced() {
        ApiKeyStore store = storeWithAcme();
        assertThat(store.replace(KEY.revoked("leaked"))).isFalse();
        assertThat(store.find(KEY.id())).isEmpty();
    }

    @Test
    void onlyTheNextVersionReplacesAWorkspace() {
        ApiKeyStore store = storeWithAcme();
        WorkspaceRecord second = ACME.withSuspended(true).next();
        assertThat(store.replace(second.withPlan("gold").next().next())).isFalse();
        assertThat(store.replace(second)).isTrue();
        assertThat(store.replace(ACME.withPlan("gold").next())).isFalse();
        assertThat(store.replace(Samples.workspace("nobody").withPlan("gold").next()))
                .isFalse();
        assertThat(store.workspaces()).containsExactly(second);
    }

    @Test
    void keysAreListedInTheOrderOfTheirCreationAndWorkspacesById() {
        ApiKeyStore store = newStore();
        store.insert(Samples.workspace("zeta"));
        store.insert(ACME);
        store.insert(Samples.key("a", "acme", Samples.NOW.plusSeconds(2)));
        store.insert(Samples.key("c", "acme", Samples.NOW.plusSeconds(1)));
        store.insert(Samples.key("b", "acme", Samples.NOW.plusSeconds(1)));
        store.insert(Samples.key("other", "zeta"));
        assertThat(store.list("acme").stream().map(key -> key.id().value())).containsExactly("b", "c", "a");
        assertThat(store.workspaces().stream().map(WorkspaceRecord::id)).containsExactly("acme", "zeta");
    }

    @Test
    void listsAreSnapshotsThatNobodyChanges() {
        ApiKeyStore store = storeWithAcme();
        List<ApiKeyRecord> before = store.list("acme");
        store.insert(KEY);
        assertThat(before).isEmpty();
        assertThat(store.list("acme")).isUnmodifiable();
        assertThat(store.workspaces()).isUnmodifiable();
    }

    @Test
    void listenersAreToldOfEachChangeAfterReadersSeeItAndBeforeItReturns() {
        ApiKeyStore store = newStore();
        List<String> told = new ArrayList<>();
        store.onChange(change -> told.add(change + " sees "
                + store.workspaces().stream().map(WorkspaceRecord::version).toList()
                + store.list("acme").stream().map(ApiKeyRecord::version).toList()));
        store.insert(ACME);
        store.insert(KEY);
        store.replace(KEY.revoked("leaked"));
        store.replace(ACME.withSuspended(true).next());
        assertThat(told)
                .containsExactly(
                        "OfWorkspace[id=acme] sees [1][]",
                        "OfKey[id=k1] sees [1][1]",
                        "OfKey[id=k1] sees [1][2]",
                        "OfWorkspace[id=acme] sees [2][2]");
    }

    @Test
    void nobodyIsToldOfWhatWasRefused() {
        ApiKeyStore store = storeWithAcme();
        store.insert(KEY);
        List<StoreChange> told = new ArrayList<>();
        store.onChange(told::add);
        assertThatThrownBy(() -> store.insert(KEY)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.insert(ACME)).isInstanceOf(IllegalStateException.class);
        store.replace(KEY);
        store.replace(ACME);
        assertThat(told).isEmpty();
    }

    @Test
    void workspaceThatIsChangedInTwoWaysIsReplacedOnce() {
        ApiKeyStore store = storeWithAcme();
        WorkspaceRecord changed = ACME.withPlan("gold").withSuspended(true).next();
        assertThat(store.replace(changed)).isTrue();
        assertThat(store.findWorkspace("acme")).contains(changed);
    }

    @Test
    void listenerThatFailsKeepsNobodyElseFromAChange() {
        ApiKeyStore store = storeWithAcme();
        List<StoreChange> heard = new ArrayList<>();
        store.onChange(change -> {
            throw new IllegalStateException("broken");
        });
        store.onChange(heard::add);
        assertThatThrownBy(() -> store.replace(ACME.withSuspended(true).next())).hasMessage("broken");
        assertThat(heard).containsExactly(new StoreChange.OfWorkspace("acme"));
    }
}
