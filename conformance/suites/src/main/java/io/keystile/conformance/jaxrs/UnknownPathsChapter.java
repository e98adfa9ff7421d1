package io.keystile.conformance.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ratelimit.RateLimit;
import io.keystile.testkit.Answer;
import io.keystile.testkit.PathTricks;
import io.keystile.testkit.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever has no key cannot find out what there is. */
abstract class UnknownPathsChapter extends JaxRsChapter {
    UnknownPathsChapter(JaxRsSite site) {
        super(site);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /missing",
        "GET, /answers",
        "GET, /answers/nobody/else",
        "DELETE, /answers/stage",
        "POST, /answers/nobody",
        "DELETE, /inherited/open",
        "OPTIONS, /answers/nobody",
        "FROBNICATE, /answers/nobody"
    })
    void pathOrMethodThatLeadsNowhereIsAnsweredLikeAProtectedOne(String method, String path) {
        assertKeyRequired(send(method, path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/answers/nobody;x=1", "/answers/%6eobody;x", "/inherited;x/open"})
    void publicPathThatIsAmbiguousNeedsAKey(String path) {
        assertKeyRequired(get(path));
    }

    static Stream<String> tricks() {
        return PathTricks.refused().filter(path -> path.startsWith("/"));
    }

    @ParameterizedTest
    @MethodSource("tricks")
    void trickIsNeverPublic(String path) {
        byte[] utf8 = ("/answers/nobody" + path).getBytes(StandardCharsets.UTF_8);

        Answer answer = get(new String(utf8, StandardCharsets.ISO_8859_1));

        assertThat(answer.body()).doesNotContain("called by");
        assertThat(answer.status()).isNotEqualTo(200);
    }

    @Test
    void methodThatIsNotThereCountsOnceAndIsA405WithTheQuota() {
        String key = site.keys().issueWithLimits(RateLimit.perMinute(2));

        Answer answer = send("POST", "/answers/nobody", TestKeys.bearer(key));
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("RateLimit")).containsExactly("\"per-minute\";r=1;t=60");
        assertThat(get("/missing", TestKeys.bearer(key)).status()).isEqualTo(404);
        assertThat(send("POST", "/answers/nobody", TestKeys.bearer(key)).status())
                .isEqualTo(429);
        assertThat(get("/missing", TestKeys.bearer(key)).status()).isEqualTo(429);
    }

    @Test
    void whatThe404SaidIsDroppedWithIt() {
        Answer denied = send("POST", "/answers/nobody");

        assertThat(denied.problem().path("status").intValue()).isEqualTo(401);
        assertThat(denied.header("Content-Length"))
                .containsExactly(String.valueOf(denied.body().length()));
    }
}
