package io.keystile.monitoring.alerts;

import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;

class AlertQueryTest {
    /** A workspace that is not known must not become all of them. */
    @Test
    @SuppressWarnings("NullAway") // applications are not checked by it
    void queryForTheAlertsOfNoWorkspaceIsRefused() {
        assertThatNullPointerException().isThrownBy(() -> AlertQuery.ofWorkspace(null));
    }
}
