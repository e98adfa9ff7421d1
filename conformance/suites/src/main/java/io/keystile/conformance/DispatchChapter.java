package io.keystile.conformance;

import static io.keystile.testkit.TestKeys.apiKey;
import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.model.ApiKeySettings;
import io.keystile.testkit.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A forward or an include reaches a protected resource only with the key and the permissions that it requires. */
abstract class DispatchChapter extends StageChapter {
    private final String key = keys.issue("flows:read");
    private final String resource = "resource " + keys.idOf(key) + " ";

    DispatchChapter(ServletStage stage) {
        super(stage);
    }

    @Test
    void forwardFromAPublicToAProtectedPageRequiresAKey() {
        Answer answer = get("/public/forward?to=/protected/x");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).hasSize(2);
        assertThat(answer.problemType()).endsWith(":key-required");
        assertThat(runs).hasValue(0);
    }

    @Test
    void forwardWithAKeyIsGrantedWithQuotaHeaders() {
        Answer answer = get("/public/forward?to=/protected/x", apiKey(key));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(resource);
        assertThat(answer.header("RateLimit")).hasSize(1);
        assertThat(answer.header("Cache-Control")).containsExactly("private");
    }

    @Test
    void denialReplacesTheUncommittedOutputOfAPublicPage() {
        Answer answer = get("/public/begins-and-forwards?to=/protected/x");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Content-Type")).containsExactly("application/problem+json");
        assertThat(answer.header("Cache-Control")).containsExactly("no-store");
        assertThat(answer.header("ETag")).isEmpty();
        assertThat(answer.problem().path("status").intValue()).isEqualTo(401);
        assertThat(answer.raw()).doesNotContain("public page");
    }

    @Test
    void deniedIncludeIsLeftOutOfAPublicPage() {
        Answer answer = get("/public/include?to=/protected/x");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("before after");
        assertThat(answer.header("WWW-Authenticate")).isEmpty();
        assertThat(runs).hasValue(0);
    }

    @Test
    void includeWithAKeyIsGranted() {
        assertThat(get("/public/include?to=/protected/x", bearer(key)).body())
                .isEqualTo("before " + resource + "after");
    }

    @Test
    void forwardFromAnIncludedPageRequiresAKey() {
        assertThat(get("/public/include?to=/public/forward%3Fto%3D/protected/x").body())
                .doesNotContain("resource");
        assertThat(runs).hasValue(0);
    }

    @Test
    void protectedPageMayForwardToAndIncludePublicPages() {
        assertThat(get("/forward?to=/public/page", bearer(key)).body()).isEqualTo("public page ");
        assertThat(get("/include?to=/public/page", bearer(key)).body()).isEqualTo("before public page after");
    }

    @Test
    void forwardRequiresThePermissionsOfItsTarget() {
        Answer denied = get("/forward?to=/admin/x", bearer(key));
        assertThat(denied.status()).isEqualTo(403);
        assertThat(denied.header("WWW-Authenticate")).singleElement().asString().contains("scope=\"admin:all\"");
        assertThat(denied.header("Cache-Control")).containsExactly("no-store");
        assertThat(runs).hasValue(0);

        assertThat(get("/forward?to=/admin/x", bearer(keys.issue("admin:*"))).body())
                .startsWith("resource ");
    }

    @Test
    void includeRequiresThePermissionsOfItsTarget() {
        assertThat(get("/include?to=/admin/x", bearer(key)).body()).isEqualTo("before after");
        assertThat(runs).hasValue(0);

        assertThat(get("/include?to=/admin/x", bearer(keys.issue("admin:*"))).body())
                .startsWith("before resource ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/public/forward", "/public/include"})
    void dispatchFromAPublicPageRequiresThePermissionsOfItsTarget(String path) {
        get(path + "?to=/admin/x", bearer(key));

        assertThat(runs).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/public/../protected/x", "/public/..;/protected/x", "/public/%2e%2e/protected/x"})
    void ambiguousTargetNeverReachesAProtectedResource(String target) {
        get("/public/forward?to=" + target.replace("%", "%25").replace(";", "%3B"));
        get("/public/include?to=" + target.replace("%", "%25").replace(";", "%3B"));

        assertThat(runs).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/forward?to=/protected/x",
                "/include?to=/protected/x",
                "/forward?to=/include%3Fto%3D/protected/x",
                "/public/forward?to=/include%3Fto%3D/protected/x"
            })
    void requestIsChargedOnceForAllItsDispatches(String path) {
        String fresh = keys.issue("two-a-minute", ApiKeySettings.named("fresh"));

        Answer answer = get(path, bearer(fresh));

        assertThat(remainingQuota(answer)).isEqualTo(1);
        assertThat(runs).hasValue(1);
    }

    @Test
    void twoProtectedIncludesInOneRequestAreChargedOnce() {
        String fresh = keys.issue("two-a-minute", ApiKeySettings.named("fresh"));

        get("/public/include-twice?to=/protected/x", bearer(fresh));

        assertThat(runs).hasValue(2);
        assertThat(remainingQuota(get("/protected/x", bearer(fresh)))).isZero();
    }
}
