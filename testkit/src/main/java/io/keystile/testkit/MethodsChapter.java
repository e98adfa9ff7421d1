package io.keystile.testkit;

import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class MethodsChapter extends Chapter {
    /**
     * Statuses with which a container may reject a method before it calls the application; 0 is a closed connection.
     */
    private static final List<Integer> CONTAINER_REJECTIONS = List.of(0, 400, 405, 501);

    MethodsChapter(ContractSites sites) {
        super(sites);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
    void everyMethodRequiresAKey(String method) {
        assertThat(send(method, WHO_AM_I).status()).isEqualTo(401);
        assertThat(send(method, "/missing").status()).isEqualTo(401);
        assertThat(send(method, WHO_AM_I, bearer(keys.issue())).status()).isIn(200, 204, 405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "get", "Get", "gEt", "FROBNICATE", "PROPFIND", "QUERY"})
    void unusualMethodRequiresAKeyUnlessTheContainerRejectsIt(String method) {
        int before = direct().application().runs();

        int status = send(method, WHO_AM_I).status();

        assertThat(direct().application().runs()).isEqualTo(before);
        if (status != 401) {
            assertThat(status).isIn(CONTAINER_REJECTIONS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get", "FROBNICATE"})
    void noMethodBypassesAPermission(String method) {
        int before = direct().application().adminRuns();

        send(method, "/admin/x", bearer(keys.issue("flows:read")));

        assertThat(direct().application().adminRuns()).isEqualTo(before);
    }

    @Test
    void denialOfHeadHasTheHeadersOfGetAndNoBody() {
        Answer get = get(WHO_AM_I);
        Answer head = send("HEAD", WHO_AM_I);

        assertThat(head.status()).isEqualTo(401);
        assertThat(head.body()).isEmpty();
        assertThat(linesWithoutDate(head)).containsExactlyInAnyOrderElementsOf(linesWithoutDate(get));
    }

    private static List<String> linesWithoutDate(Answer answer) {
        return answer.headerLines().stream()
                .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith("date:"))
                .toList();
    }

    @Test
    void grantedHeadHasQuotaHeadersAndNoBody() {
        Answer answer = send("HEAD", WHO_AM_I, bearer(keys.issue()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("RateLimit")).hasSize(1);
    }

    @Test
    void headRequiresThePermissionOfGet() {
        assertThat(send("HEAD", "/flows/1", bearer(keys.issue("flows:execute"))).status())
                .isEqualTo(403);
        assertThat(send("HEAD", "/flows/1", bearer(keys.issue("flows:read"))).status())
                .isEqualTo(200);
    }

    @Test
    void corsPreflightRequiresAKeyByDefault() {
        Answer answer = send("OPTIONS", WHO_AM_I, "Origin: https://app.example", "Access-Control-Request-Method: GET");

        Denials.assertDenial(answer, 401, "key-required");
    }
}
