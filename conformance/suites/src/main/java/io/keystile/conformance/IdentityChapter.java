package io.keystile.conformance;

import static io.keystile.testkit.TestKeys.apiKey;
import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The servlet API reports the key as the user, in the first request and in every dispatch. */
abstract class IdentityChapter extends StageChapter {
    private final String key = keys.issue("flows:*");

    IdentityChapter(ServletStage stage) {
        super(stage);
    }

    private String identity(String scheme) {
        String id = keys.idOf(key).value();
        return id + " of enterprise, " + id + ", " + scheme + ", true false false";
    }

    @Test
    void userIsTheKeyAndItsRolesAreThePermissions() {
        assertThat(get("/who", bearer(key)).body()).isEqualTo(identity("Bearer"));
        assertThat(get("/who", apiKey(key)).body()).isEqualTo(identity("ApiKey"));
    }

    @Test
    void asteriskIsNotARole() {
        assertThat(get("/who", bearer(keys.issue("*"))).body()).endsWith(", true true false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/forward", "/include", "/async", "/public/forward", "/public/include", "/public/async"})
    void everyDispatchKeepsTheIdentity(String path) {
        assertThat(get(path + "?to=/who", bearer(key)).body()).contains(identity("Bearer"));
    }
}
