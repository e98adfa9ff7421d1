package io.keystile.conformance.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ratelimit.RateLimit;
import io.keystile.testkit.Answer;
import io.keystile.testkit.PathTricks;
import io.keystile.testkit.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Without a key, a client cannot find out which paths and methods exist. */
abstract class UnknownPathsChapter extends JaxRsChapter {
    UnknownPathsChapter(JaxRsSite site) {
        super(site);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /missing",
        "GET, /services",
        "GET, /answers/services",
        "GET, /application.wadl",
        "GET, /answers/stage?_wadl",
        "GET, /answers",
        "GET, /answers/public/else",
        "DELETE, /answers/stage",
        "POST, /answers/public",
        "DELETE, /inherited/open",
        "OPTIONS, /answers/public",
        "FROBNICATE, /answers/public"
    })
    void unknownPathOrMethodIsDeniedLikeAProtectedOne(String method, String path) {
        assertKeyRequired(send(method, path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/answers/public;x=1", "/answers/%70ublic;x", "/inherited;x/open"})
    void ambiguousPublicPathRequiresAKey(String path) {
        assertKeyRequired(get(path));
    }

    static Stream<String> ambiguousPaths() {
        return PathTricks.refused().filter(path -> path.startsWith("/"));
    }

    @ParameterizedTest
    @MethodSource("ambiguousPaths")
    void ambiguousPathIsNeverPublic(String path) {
        byte[] utf8 = ("/answers/public" + path).getBytes(StandardCharsets.UTF_8);

        Answer answer = get(new String(utf8, StandardCharsets.ISO_8859_1));

        assertThat(answer.body()).doesNotContain("called by");
        assertThat(answer.status()).isNotEqualTo(200);
    }

    @Test
    void unsupportedMethodIsChargedOnceAndIs405WithQuotaHeaders() {
        String key = site.keys().issueWithLimits(RateLimit.perMinute(2));

        Answer answer = send("POST", "/answers/public", TestKeys.bearer(key));
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("RateLimit")).containsExactly("\"per-minute\";r=1;t=60");
        assertThat(get("/missing", TestKeys.bearer(key)).status()).isEqualTo(404);
        assertThat(send("POST", "/answers/public", TestKeys.bearer(key)).status())
                .isEqualTo(429);
        assertThat(get("/missing", TestKeys.bearer(key)).status()).isEqualTo(429);
    }

    @ParameterizedTest
    @CsvSource({"POST, /answers/public", "DELETE, /inherited/open", "GET, /missing", "GET, /answers/stage;x=1"})
    void denialIsTheSameForEveryPath(String method, String path) {
        assertThat(withoutInstance(send(method, path))).isEqualTo(withoutInstance(get("/answers/stage")));
    }

    private static List<String> withoutInstance(Answer answer) {
        return Stream.concat(answer.headerLines().stream(), Stream.of(answer.body()))
                .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith("date:"))
                .map(line -> line.replaceFirst("urn:uuid:[0-9a-f-]+", "urn:uuid"))
                .sorted()
                .toList();
    }

    @Test
    void rewrittenPathReachesNothingWithoutAKey() {
        assertRuns(0, () -> {
            assertKeyRequired(get("/answers/public", "X-Path-Override: answers/stage"));
            assertKeyRequired(get("/answers/public", "X-Path-Override: workspaces/w1/open"));
            assertKeyRequired(get("/answers/stage", "X-Path-Override: answers/public"));
        });
    }
}
