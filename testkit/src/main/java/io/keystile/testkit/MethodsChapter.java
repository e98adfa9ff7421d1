package io.keystile.testkit;

import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class MethodsChapter extends Chapter {
    /** How a container may refuse a method before it asks anybody; 0 is a closed connection. */
    private static final List<Integer> REFUSALS_OF_THE_CONTAINER = List.of(0, 400, 405, 501);

    MethodsChapter(ContractSites sites) {
        super(sites);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
    void everyMethodNeedsAKey(String method) {
        assertThat(send(method, WHO_AM_I).status()).isEqualTo(401);
        assertThat(send(method, "/missing").status()).isEqualTo(401);
        assertThat(send(method, WHO_AM_I, bearer(keys.issue())).status()).isIn(200, 204, 405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "get", "Get", "gEt", "FROBNICATE", "PROPFIND", "QUERY"})
    void methodThatIsNotEverybodysNeedsAKeyUnlessTheContainerRefusesIt(String method) {
        int before = direct().application().runs();

        int status = send(method, WHO_AM_I).status();

        assertThat(direct().application().runs()).isEqualTo(before);
        if (status != 401) {
            assertThat(status).isIn(REFUSALS_OF_THE_CONTAINER);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get", "FROBNICATE"})
    void methodIsNoWayAroundAPermission(String method) {
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
        assertThat(linesButDate(head)).containsExactlyInAnyOrderElementsOf(linesButDate(get));
    }

    private static List<String> linesButDate(Answer answer) {
        return answer.headerLines().stream()
                .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith("date:"))
                .toList();
    }

    @Test
    void headOfAGrantedResourceHasTheQuotaAndNoBody() {
        Answer answer = send("HEAD", WHO_AM_I, bearer(keys.issue()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("RateLimit")).hasSize(1);
    }

    @Test
    void headAsksForWhatGetAsksFor() {
        assertThat(send("HEAD", "/flows/1", bearer(keys.issue("flows:execute"))).status())
                .isEqualTo(403);
        assertThat(send("HEAD", "/flows/1", bearer(keys.issue("flows:read"))).status())
                .isEqualTo(200);
    }

    @Test
    void corsPreflightNeedsAKeyUnlessTheApplicationSaysOtherwise() {
        Answer answer = send("OPTIONS", WHO_AM_I, "Origin: https://app.example", "Access-Control-Request-Method: GET");

        Denials.assertDenial(answer, 401, "key-required");
    }
}
