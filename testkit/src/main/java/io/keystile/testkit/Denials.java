package io.keystile.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;

/** Assertions that hold for every denial. */
final class Denials {
    private static final String OWN_TYPES = "urn:keystile:problem:";
    private static final String INSTANCE = "urn:uuid:";
    static final String QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded";

    private Denials() {}

    /**
     * Checks the status, the header fields and the problem document of a denial, and that it repeats nothing of the
     * request.
     *
     * @param sent texts of the request that the response must not contain
     */
    static void assertDenial(Answer answer, int status, String problem, String... sent) {
        assertThat(answer.status()).as(answer.raw()).isEqualTo(status);
        assertFields(answer, status, problem);
        assertProblem(answer, status, problem);
        assertThat(answer.raw()).doesNotContain("resource", "127.0.0.1", "test.invalid", "secret-path", "marker");
        assertThat(sent).allSatisfy(text -> assertThat(answer.raw()).doesNotContain(text));
    }

    private static void assertFields(Answer answer, int status, String problem) {
        assertThat(answer.header("Content-Type")).containsExactly("application/problem+json");
        assertThat(answer.header("Content-Length"))
                .containsExactly(Integer.toString(answer.body().length()));
        assertThat(answer.header("Cache-Control")).containsExactly("no-store");
        assertThat(answer.header("Location")).isEmpty();
        assertThat(answer.headerNames())
                .filteredOn(name -> !name.equals("www-authenticate") && !name.equals("vary"))
                .doesNotHaveDuplicates();
        assertThat(answer.header("WWW-Authenticate").isEmpty())
                .isEqualTo(status != 401 && status != 400 && !problem.equals("permission-missing"));
        answer.header("WWW-Authenticate").forEach(Denials::assertParametersAreNamedOnce);
        assertThat(answer.header("Retry-After").isEmpty()).isEqualTo(status != 429 && status != 503);
    }

    /**
     * Checks that a challenge names each parameter only once (RFC 9110 section 11.2). Quoted values are removed first.
     */
    private static void assertParametersAreNamedOnce(String challenge) {
        String names = challenge.replaceAll("\"(\\\\.|[^\"\\\\])*\"", "").replaceFirst("^\\w+ ", "");
        assertThat(names.split(", ")).allMatch(name -> name.matches("\\w+=")).doesNotHaveDuplicates();
    }

    private static void assertProblem(Answer answer, int status, String problem) {
        assertThat(answer.problem().path("status").isInt()).isTrue();
        assertThat(answer.problem().path("status").intValue()).isEqualTo(status);
        assertThat(answer.problemType()).isEqualTo(problem.contains(":") ? problem : OWN_TYPES + problem);
        assertThat(answer.problem().path("title").asText()).isNotBlank();
        assertThat(answer.problem().path("detail").asText()).isNotBlank();
        String instance = answer.problem().path("instance").asText();
        assertThat(instance).startsWith(INSTANCE);
        assertThat(UUID.fromString(instance.substring(INSTANCE.length())).version())
                .isEqualTo(4);
    }

    /** Returns the raw response without the problem's id and the {@code Date}, which differ between equal denials. */
    static String withoutInstanceAndDate(Answer answer) {
        return answer.raw()
                .replaceFirst(INSTANCE + "[0-9a-f-]{36}", INSTANCE)
                .replaceFirst("(?i)\r\ndate: .*\r\n", "\r\n");
    }

    /** Returns {@code granted} for status 200, otherwise the part of the problem's type after the last colon. */
    static String outcome(Answer answer) {
        return answer.status() == 200
                ? "granted"
                : answer.problemType().substring(answer.problemType().lastIndexOf(':') + 1);
    }
}
