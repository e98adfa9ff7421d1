package io.keystile.store;

import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;

/** A workspace that is not known must not become all of them. */
@SuppressWarnings("NullAway") // applications are not checked by it
class UnknownWorkspaceTest {
    @Test
    void queryForTheKeysOfNoWorkspaceIsRefused() {
        assertThatNullPointerException().isThrownBy(() -> KeyQuery.ofWorkspace(null));
    }

    @Test
    void queryForTheHistoryOfNoWorkspaceIsRefused() {
        assertThatNullPointerException().isThrownBy(() -> AuditQuery.ofWorkspace(null));
    }
}
