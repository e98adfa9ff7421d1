package io.keystile.testkit;

import static io.keystile.testkit.TestKeys.apiKey;
import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.model.ApiKeySettings;
import io.keystile.ratelimit.RateLimit;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of resource runs exactly once for a granted request and never for a denied one. */
abstract class ResourcesChapter extends Chapter {
    ResourcesChapter(ContractSites sites) {
        super(sites);
    }

    private int runs() {
        return direct().application().runs();
    }

    @Test
    void resourceSeesTheCallersIdAndPermissions() {
        String reader = keys.issue("flows:read");
        String writer = keys.issue("flows:execute");

        assertThat(get(WHO_AM_I, bearer(reader)).body()).isEqualTo(keys.idOf(reader) + " Bearer true");
        assertThat(get(WHO_AM_I, apiKey(writer)).body()).isEqualTo(keys.idOf(writer) + " ApiKey false");
    }

    @Test
    void concurrentCallersOfOneResourceAreKeptApart() throws Exception {
        String one = keys.issue();
        String other = keys.issue();
        FutureTask<Answer> first = new FutureTask<>(() -> get("/meeting", bearer(one)));
        new Thread(first).start();

        Answer second = get("/meeting", bearer(other));

        assertThat(first.get().body()).startsWith(keys.idOf(one) + " ");
        assertThat(second.body()).startsWith(keys.idOf(other) + " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/whoami",
                "/flows/1",
                "/flows/1?denied",
                "/cached",
                "/fails",
                "/streams",
                "/later",
                "/admin/x",
                "/missing"
            })
    void listenersReceiveEachDecisionOnce(String path) {
        sites.direct();
        for (String header : List.of("Accept: */*", bearer(keys.issue("flows:read")), bearer("wrong"))) {
            int before = sites.events();
            get(path, header);
            assertThat(sites.events() - before).as(header).isEqualTo(1);
        }
    }

    @Test
    void listenersReceiveNothingForPublicResources() {
        sites.direct();
        int before = sites.events();

        get("/public/x", bearer(keys.issue()));

        assertThat(sites.events()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/whoami", "/flows/1", "/dear", "/free", "/cached", "/fails", "/streams", "/later", "/admin/x"})
    void resourceDoesNotRunWithoutAKey(String path) {
        int before = runs();

        Denials.assertDenial(get(path), 401, "key-required");

        assertThat(runs()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/flows/1", "/admin/x"})
    void resourceDoesNotRunWithoutItsPermission(String path) {
        Denials.assertDenial(get(path, bearer(keys.issue("flows:execute", "admin:some"))), 403, "permission-missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/whoami", "/flows/1", "/cached", "/fails", "/streams", "/later", "/admin/x", "/missing"})
    void requestIsChargedOnce(String path) {
        String key = keys.issue(
                keys.workspaceWithLimits(RateLimit.perMinute(9)),
                ApiKeySettings.named("test").withPermissions("flows:read", "admin:all"));
        int before = runs();

        get(path, bearer(key));

        assertThat(runs()).isEqualTo(path.equals("/missing") ? before : before + 1);
        assertThat(get(WHO_AM_I, bearer(key)).header("RateLimit")).containsExactly("\"per-minute\";r=7;t=60");
    }

    @Test
    void streamedResponseIsCompleteAndHasQuotaHeaders() {
        Answer answer = get("/streams", bearer(keys.issue()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().equals(ContractApplication.STREAMED_PART.repeat(ContractApplication.STREAMED_PARTS)))
                .as(
                        "the %d characters received equal the characters written",
                        answer.body().length())
                .isTrue();
        assertThat(answer.header("RateLimit")).hasSize(1);
    }

    @Test
    void asynchronousResponseHasQuotaHeaders() {
        Answer answer = get("/later", apiKey(keys.issue()));

        assertThat(answer.status()).as(answer.raw()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(ContractApplication.RESOURCE);
        assertThat(answer.header("RateLimit")).hasSize(1);
        assertThat(answer.header("Cache-Control")).containsExactly("private");
    }

    @Test
    void failingResourceIs500AndNotADenial() {
        Answer answer = get("/fails", bearer(keys.issue()));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("WWW-Authenticate")).isEmpty();
        assertThat(answer.raw()).doesNotContain("urn:keystile");
    }
}
