package io.keystile.adapter;

import static io.keystile.DenialReason.LIMIT_EXCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keystile.ApiKeyAuthenticator;
import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.TestKeys;
import io.keystile.TestRequest;
import io.keystile.adapter.PolicyList.Member;
import io.keystile.model.ApiKeySettings;
import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitResult;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitHeadersTest {
    private static final RateLimit SHARED = RateLimit.of("shared", 1_000, Duration.ofDays(1));

    private final TestKeys keys = new TestKeys();
    private final ApiKeyAuthenticator authenticator = keys.authenticator().build();
    private final HttpResponses answers = HttpResponses.of(authenticator);

    @Test
    void aGrantSaysWhatIsLeftOfItsLimit() {
        String key = keys.issue(ApiKeySettings.named("ci"));
        authenticator.decide(TestRequest.bearer(key));
        keys.time.advance(Duration.ofSeconds(20).plusNanos(1));

        assertThat(answers.quota((Granted) authenticator.decide(TestRequest.bearer(key))))
                .containsExactly(
                        new HttpHeader("RateLimit-Policy", "\"per-minute\";q=100;w=60"),
                        new HttpHeader("RateLimit", "\"per-minute\";r=98;t=40"));
    }

    @Test
    void severalLimitsAreSeveralMembersInTheSameOrder() {
        List<HttpHeader> fields = answers.quota(grantUnderThreeLimits());

        assertThat(PolicyList.parse(valueOf("RateLimit-Policy", fields)))
                .containsExactly(
                        new Member("shared", Map.of("q", 1_000L, "w", 86_400L)),
                        new Member("per-second", Map.of("q", 10L, "w", 1L)),
                        new Member("per-hour", Map.of("q", 50L, "w", 3_600L)));
        assertThat(PolicyList.parse(valueOf("RateLimit", fields)))
                .extracting(Member::name, member -> member.parameters().keySet(), member -> member.number("r"))
                .containsExactly(
                        tuple("shared", Set.of("r", "t"), 999L),
                        tuple("per-second", Set.of("r", "t"), 9L),
                        tuple("per-hour", Set.of("r", "t"), 49L));
    }

    /** Texts are kept, and there are more limits than places for them. */
    @Test
    void everyOfManyLimitsHasItsOwnText() {
        RateLimitHeaders headers = new RateLimitHeaders(false);
        for (int round = 0; round < 2; round++) {
            for (int number = 1; number <= 1_000; number++) {
                RateLimit limit = RateLimit.of("limit-" + number % 7, number, Duration.ofSeconds(1 + number % 3));
                assertThat(headers.of(RateLimitResult.granted(List.of(new Quota("key:k", limit, 0, 1, false)))))
                        .containsExactly(
                                new HttpHeader(
                                        "RateLimit-Policy",
                                        "\"limit-" + number % 7 + "\";q=" + number + ";w=" + (1 + number % 3)),
                                new HttpHeader("RateLimit", "\"limit-" + number % 7 + "\";r=0;t=1"));
            }
        }
    }

    @Test
    void limitsThatDifferInTheLastOnlyHaveTheirOwnText() {
        RateLimitHeaders headers = new RateLimitHeaders(false);
        Quota shared = new Quota("workspace:w", SHARED, 7, 0, false);
        Quota large = new Quota("key:k", RateLimit.of("large", 50, Duration.ofMinutes(1)), 5, 1, false);
        Quota small = new Quota("key:k", RateLimit.of("small", 20, Duration.ofMinutes(1)), 2, 1, false);
        for (int round = 0; round < 2; round++) {
            assertThat(headers.of(RateLimitResult.granted(List.of(shared, large))))
                    .extracting(HttpHeader::value)
                    .containsExactly(
                            "\"shared\";q=1000;w=86400, \"large\";q=50;w=60", "\"shared\";r=7;t=0, \"large\";r=5;t=1");
            assertThat(headers.of(RateLimitResult.granted(List.of(shared, small))))
                    .extracting(HttpHeader::value)
                    .containsExactly(
                            "\"shared\";q=1000;w=86400, \"small\";q=20;w=60", "\"shared\";r=7;t=0, \"small\";r=2;t=1");
            assertThat(headers.of(RateLimitResult.granted(List.of(shared))))
                    .extracting(HttpHeader::value)
                    .containsExactly("\"shared\";q=1000;w=86400", "\"shared\";r=7;t=0");
        }
    }

    @Test
    void theOldFieldsAreSentOnlyIfAskedForAndTellOfTheTightestLimit() {
        Granted granted = grantUnderThreeLimits();

        assertThat(answers.quota(granted))
                .extracting(HttpHeader::name)
                .containsExactly("RateLimit-Policy", "RateLimit");
        assertThat(answers.withLegacyQuotaFields().quota(granted))
                .startsWith(answers.quota(granted).toArray(HttpHeader[]::new))
                .endsWith(
                        new HttpHeader("X-RateLimit-Limit", "10"),
                        new HttpHeader("X-RateLimit-Remaining", "9"),
                        new HttpHeader("X-RateLimit-Reset", "1"))
                .hasSize(5);
    }

    @Test
    void aGrantWithoutLimitsHasNoFields() {
        ApiKeyAuthenticator unlimited = keys.authenticator()
                .rateLimiter((buckets, permits) -> RateLimitResult.granted(List.of()))
                .build();
        Decision decision = unlimited.decide(TestRequest.bearer(keys.issue(ApiKeySettings.named("ci"))));

        assertThat(answers.withLegacyQuotaFields().quota((Granted) decision)).isEmpty();
    }

    @Test
    void aCallOverItsLimitIsAnsweredWithTheQuotaAndTheLimitThatRefusedIt() throws Exception {
        Denied denied = denyByOneOfTwoLimits();

        DenialResponse answer = answers.denial(denied);

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.headers())
                .containsExactly(
                        new HttpHeader("Content-Type", "application/problem+json"),
                        new HttpHeader("Cache-Control", "no-store"),
                        new HttpHeader("Retry-After", "60"),
                        new HttpHeader(
                                "RateLimit-Policy",
                                "\"per-minute\";q=100;w=60, \"key-per-minute\";q=1;w=60, \"per-hour\";q=5;w=3600"),
                        new HttpHeader("RateLimit", "\"key-per-minute\";r=0;t=60"));
        assertThat(answer.body())
                .isEqualTo("{\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\","
                        + "\"title\":\"Quota exceeded\",\"status\":429,"
                        + "\"detail\":\"The API key has used up its quota. Try again after the time in Retry-After.\","
                        + "\"instance\":\"urn:uuid:" + denied.instance()
                        + "\",\"violated-policies\":[\"key-per-minute\"]}");
    }

    @Test
    void theOldFieldsAreInADenialToo() {
        assertThat(answers.withLegacyQuotaFields()
                        .denial(denyByOneOfTwoLimits())
                        .headers())
                .endsWith(
                        new HttpHeader("X-RateLimit-Limit", "1"),
                        new HttpHeader("X-RateLimit-Remaining", "0"),
                        new HttpHeader("X-RateLimit-Reset", "60"));
    }

    @Property(tries = 200)
    void retryAfterIsTrueAndNotEarlierThanTheViolatedPoliciesPromise(
            @ForAll @IntRange(min = 1, max = 300) int permits,
            @ForAll @IntRange(min = 1, max = 90) int seconds,
            @ForAll @IntRange(min = 1, max = 400) int cost,
            @ForAll @LongRange(min = 1, max = 2_000_000_000L) long pauseNanos)
            throws IOException {
        assertRetryAfterOfTheFirstDenial(permits, seconds, cost, pauseNanos % (seconds * 1_000_000_000L / permits + 1));
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 2000000000", "1, 1, 1000000000", "2, 2, 1000000000", "300, 90, 300000000"})
    void retryAfterIsTrueIfCallsComeExactlyAtTheRateOfTheLimit(int permits, int seconds, long pauseNanos)
            throws IOException {
        assertRetryAfterOfTheFirstDenial(permits, seconds, 1, pauseNanos);
    }

    /** Checks the first denial of calls that are at most the window divided by the permits apart. */
    private void assertRetryAfterOfTheFirstDenial(int permits, int seconds, int cost, long pauseNanos)
            throws IOException {
        String key = keys.issue(ApiKeySettings.named("ci")
                .withLimits(RateLimit.of("own", permits, Duration.ofSeconds(seconds)), RateLimit.perSecond(3)));
        TestRequest request = TestRequest.bearer(key).costing(cost);
        Denied denied = callUntilDenied(request, permits, pauseNanos);

        DenialResponse answer = answers.denial(denied);
        long retryAfter = Long.parseLong(valueOf("Retry-After", answer.headers()));
        JsonNode violated = new ObjectMapper().readTree(answer.body()).required("violated-policies");

        assertThat(violated).isNotEmpty();
        List<String> names = StreamSupport.stream(violated.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        assertThat(PolicyList.parse(valueOf("RateLimit", answer.headers())))
                .hasSameSizeAs(names)
                .allSatisfy(member -> assertThat(names).contains(member.name()))
                .allSatisfy(member -> assertThat(member.number("t")).isBetween(0L, retryAfter));
        keys.time.advance(Duration.ofSeconds(retryAfter));
        assertThat(authenticator.decide(request)).isInstanceOf(Granted.class);
    }

    /**
     * Makes at most {@code 2 * permits + 1} calls and returns the first denial. If each pause returned exactly the
     * permits that a call spends, no call would ever be denied. So only the first {@code permits} calls are followed by
     * a pause. The others are made at one instant, and each spends at least one permit.
     */
    private Denied callUntilDenied(TestRequest request, int permits, long pauseNanos) {
        for (int call = 0; call <= 2 * permits; call++) {
            if (authenticator.decide(request) instanceof Denied denied) {
                return denied;
            }
            if (call < permits) {
                keys.time.advanceNanos(pauseNanos);
            }
        }
        throw new AssertionError("No denial after " + (2 * permits + 1) + " calls");
    }

    static Stream<JsonNode> examplesOfTheDraft() throws IOException {
        try (InputStream json = RateLimitHeadersTest.class.getResourceAsStream("ratelimit_draft10_examples.json")) {
            JsonNode cases = new ObjectMapper().readTree(json).required("cases");
            return StreamSupport.stream(cases.spliterator(), false);
        }
    }

    @ParameterizedTest
    @MethodSource("examplesOfTheDraft")
    void theReaderOfTheseTestsReadsTheExamplesOfTheDraft(JsonNode example) {
        boolean policy = example.required("field").asText().equals("RateLimit-Policy");

        assertThat(PolicyList.parse(example.required("value").asText()))
                .isNotEmpty()
                .allSatisfy(
                        member -> assertThat(member.number(policy ? "q" : "r")).isNotNegative());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "default;q=1",
                "\"a\";q=1,",
                ",\"a\";q=1",
                "\"a\";q=1 \"b\";q=1",
                "\"a\";q=",
                "\"a\";q",
                "\"a\";Q=1",
                "\"a\";q=1.5",
                "\"a\";q=1234567890123456",
                "\"a\";q=1;q=2",
                "\"a;q=1",
                "\"\u00e9\";q=1",
                "\"a\\n\";q=1",
                "\"a\" ;q=1"
            })
    void theReaderOfTheseTestsIsStrict(String malformed) {
        assertThatIllegalArgumentException().isThrownBy(() -> PolicyList.parse(malformed));
    }

    private Granted grantUnderThreeLimits() {
        assertThat(keys.store.replace(keys.store
                        .findWorkspace("acme")
                        .orElseThrow()
                        .withLimits(SHARED)
                        .next()))
                .isTrue();
        String key = keys.issue(ApiKeySettings.named("ci").withLimits(RateLimit.perSecond(10), RateLimit.perHour(50)));
        return (Granted) authenticator.decide(TestRequest.bearer(key));
    }

    private Denied denyByOneOfTwoLimits() {
        String key = keys.issue(ApiKeySettings.named("ci").withLimits(RateLimit.perMinute(1), RateLimit.perHour(5)));
        assertThat(authenticator.decide(TestRequest.bearer(key))).isInstanceOf(Granted.class);
        Denied denied = (Denied) authenticator.decide(TestRequest.bearer(key));
        assertThat(denied.reason()).isEqualTo(LIMIT_EXCEEDED);
        return denied;
    }

    private static String valueOf(String name, List<HttpHeader> fields) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(HttpHeader::value)
                .findFirst()
                .orElseThrow();
    }
}
