package io.keystile.monitoring.accesslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthEvent;
import io.keystile.DenialReason;
import io.keystile.Events;
import io.keystile.LogCapture;
import io.keystile.ManualTime;
import io.keystile.RequestDetails;
import io.keystile.TestKeys;
import io.keystile.TestRequest;
import io.keystile.model.ApiKeySettings;
import io.keystile.monitoring.internal.ClientText;
import io.keystile.net.IpAddress;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitResult.Mode;
import io.keystile.ratelimit.RateLimiter;
import io.keystile.ratelimit.SlidingWindowRateLimiter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccessLogTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant TIME = Events.MONDAY;

    private final ManualTime clock = new ManualTime();
    private final List<String> written = new ArrayList<>();
    private boolean broken;

    private AccessLog log(AccessLogSettings settings) {
        return new AccessLog(settings, this::write, clock, clock::nanos);
    }

    private void write(String line) throws IOException {
        if (broken) {
            throw new IOException("No space left on device");
        }
        written.add(line);
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    private static AuthEvent eventOf(@Nullable String method, @Nullable String path, @Nullable String userAgent) {
        AuthEvent event = Events.granted(Events.key(1), Events.HOME, TIME);
        return new AuthEvent(
                TIME,
                event.decision(),
                event.caller(),
                event.clientAddress(),
                new RequestDetails(method, path, userAgent),
                1_234);
    }

    private JsonNode lineOf(AccessLogSettings settings, AuthEvent event) {
        try (AccessLog log = log(settings)) {
            log.onDecision(event);
        }
        return parse(written.get(written.size() - 1));
    }

    @Test
    void eachDecisionOfAnAuthenticatorHasALine() {
        TestKeys keys = new TestKeys();
        String key = keys.issue(ApiKeySettings.named("ci"));
        AccessLog log = log(AccessLogSettings.standard());
        ApiKeyAuthenticator authenticator =
                keys.authenticator().inlineListener(log).build();

        authenticator.decide(
                TestRequest.bearer(key).calling("POST", "/flows/f1/execute").header("User-Agent", "curl/8"));
        authenticator.decide(TestRequest.bearer(key).requiring("flows:delete"));

        String id = TestKeys.idOf(key).value();
        JsonNode granted = parse(written.get(0));
        assertThat(granted.toString())
                .isEqualTo("{\"time\":\"" + keys.time.instant()
                        + "\",\"outcome\":\"granted\","
                        + "\"limit\":{\"name\":\"per-minute\",\"remaining\":99,\"resetSeconds\":60},"
                        + "\"key\":\"" + id
                        + "\",\"workspace\":\"acme\",\"method\":\"POST\",\"path\":\"/flows/f1/execute\","
                        + "\"address\":\"192.0.2.7\",\"userAgent\":\"curl/8\",\"nanos\":0}");
        JsonNode denied = parse(written.get(1));
        assertThat(denied.path("outcome").asText()).isEqualTo("denied");
        assertThat(denied.path("reason").asText()).isEqualTo("permission_missing");
        assertThat(denied.path("status").asInt()).isEqualTo(403);
        assertThat(denied.path("instance").asText()).matches("urn:uuid:[0-9a-f-]{36}");
        assertThat(denied.path("workspace").asText()).isEqualTo("acme");
        assertThat(written).noneMatch(line -> line.contains(key.substring(key.length() - 38)));
    }

    @ParameterizedTest
    @EnumSource(names = {"SHARED", "LEASED", "OWN_SHARE"})
    void limitThatIsNotThisNodesAloneHasItsMode(Mode mode) {
        TestKeys keys = new TestKeys();
        RateLimiter local = new SlidingWindowRateLimiter(keys.time::nanos);
        AccessLog log = log(AccessLogSettings.standard());
        ApiKeyAuthenticator authenticator = keys.authenticator()
                .rateLimiter(
                        (buckets, permits) -> local.tryAcquire(buckets, permits).withMode(mode))
                .inlineListener(log)
                .build();
        String key = keys.issue(ApiKeySettings.named("ci").withLimits(RateLimit.perDay(1)));

        authenticator.decide(TestRequest.bearer(key));
        authenticator.decide(TestRequest.bearer(key));

        assertThat(written)
                .hasSize(2)
                .allSatisfy(line -> assertThat(
                                parse(line).path("limit").path("mode").asText())
                        .isEqualTo(mode.name().toLowerCase(Locale.ROOT)));
        assertThat(parse(written.get(1)).path("reason").asText()).isEqualTo("limit_exceeded");
    }

    /** The generated strings include line ends, escape sequences, U+2028 and lone surrogates. */
    @Property(tries = 300)
    void anyTextFromAClientIsWrittenAsOneLineOfPrintableAscii(
            @ForAll String method, @ForAll String path, @ForAll String userAgent) {
        JsonNode line = lineOf(AccessLogSettings.standard(), eventOf(method, path, userAgent));

        String text = written.get(written.size() - 1);
        assertThat(text).matches("[ -~]*");
        assertThat(text.length()).isLessThan(6 * 3 * ClientText.MAX_LENGTH + 500);
        assertThat(line.path("userAgent").asText()).isEqualTo(ClientText.sanitize(userAgent));
    }

    @Test
    void controlCharactersDoNotBreakALine() {
        JsonNode line = lineOf(
                AccessLogSettings.standard(),
                eventOf("GET", "/a\r\n{\"outcome\":\"granted\"}", "\u001b[2J\u007f\u2028\ud800"));

        assertThat(written).hasSize(1);
        assertThat(written.get(0)).matches("[ -~]*");
        assertThat(line.path("userAgent").asText()).isEqualTo("\u001b[2J\u007f\u2028\ud800");
    }

    @Test
    void longTextsAreTruncatedAndKeysAreMasked() {
        String key = new TestKeys().issue(ApiKeySettings.named("ci"));
        String secret = key.substring(key.length() - 38);
        String longPath = "/" + "\ud83d\ude00".repeat(400);
        String keyAtTheCut = "x/".repeat(120) + key;

        assertThat(lineOf(AccessLogSettings.standard(), eventOf("GET", "/flows/" + key, "agent " + key))
                        .toString())
                .doesNotContain(secret)
                .contains("/flows/pk_live_");
        assertThat(lineOf(AccessLogSettings.standard(), eventOf("GET", longPath, null))
                        .path("path")
                        .asText())
                .isEqualTo(longPath.substring(0, 255));
        assertThat(lineOf(AccessLogSettings.standard(), eventOf("GET", keyAtTheCut, null))
                        .path("path")
                        .asText())
                .doesNotContain(secret.substring(0, 2));
        String keyFarBehind = "/" + "a".repeat(470) + "/" + key;
        assertThat(List.of(keyFarBehind, keyFarBehind.substring(0, 512)))
                .as("the key is beyond the maximum length until the run before it is masked")
                .extracting(ClientText::sanitize)
                .containsOnly("/aaaaaaaa\u2026/pk_live_");
    }

    @Test
    void keysOfOtherSystemsAreMaskedAndNamesAreNot() {
        assertThat(ClientText.sanitize("/x/ghp_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"))
                .isEqualTo("/x/ghp_A1b2C3d4\u2026");
        assertThat(ClientText.sanitize("/x/Zm9v-YmFy_QmF6MTIzNDU2Nzg5MGFiY2RlZmdo-aks?"))
                .isEqualTo("/x/Zm9v-YmF\u2026?");
        assertThat(ClientText.sanitize("/x/0123456789abcdefghij0123456789ab")).isEqualTo("/x/01234567\u2026");
        assertThat(ClientText.sanitize("/x/key0123456789abcdef0123456789abcdef"))
                .isEqualTo("/x/key01234\u2026");
        assertThat(List.of(
                        "/orders/7f9c2ba4-e88f-4d2c-9a6b-1f0e3d5c7b9a",
                        "/orders/7f9c2ba4e88f4d2c9a6b1f0e3d5c7b9a",
                        "/%D0%BA%D0%BB%D1%8E%D1%87%2Fa%20b",
                        "/events/01ARZ3NDEKTSV4RRFFQ69G5FAV",
                        "/files/0ujtsYcgvSTl8PAuAdqWYSMnLOv",
                        "/how-to-keep-keys-out-of-your-logs-in-2026",
                        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15"))
                .allSatisfy(name -> assertThat(ClientText.sanitize(name)).isEqualTo(name));
    }

    @Test
    void percentEncodedKeysAreMasked() {
        String key = new TestKeys().issue(ApiKeySettings.named("ci"));
        String encoded = key.chars().mapToObj("%%%02X"::formatted).collect(Collectors.joining());
        String oneEncoded = key.substring(0, 30) + "%%%02x".formatted((int) key.charAt(30)) + key.substring(31);
        for (String text : List.of(encoded, encoded.toLowerCase(Locale.ROOT), oneEncoded)) {
            assertThat(ClientText.sanitize(text))
                    .hasSizeLessThan(260)
                    .doesNotContain(key.substring(22))
                    .endsWith("\u2026");
        }
        assertThat(ClientText.sanitize("a/".repeat(150) + "%61".repeat(70))).hasSize(256);
        assertThat(ClientText.sanitize("a/".repeat(30) + "/" + "x".repeat(470)))
                .isEqualTo("a/".repeat(30) + "/xxxxxxxx\u2026");
        assertThat(ClientText.sanitize("/" + "a".repeat(400) + "/" + encoded)).isEqualTo("/aaaaaaaa\u2026/pk%5");
    }

    @Test
    void settingsDetermineWhichPersonalDataIsWritten() {
        AuthEvent event = eventOf("GET", "/people/ada", "curl/8");
        AccessLogSettings all = AccessLogSettings.standard();

        assertThat(lineOf(all.withAddresses(AddressMask.network()), event)
                        .path("address")
                        .asText())
                .isEqualTo("192.0.2.0/24");
        assertThat(lineOf(all.withAddresses(AddressMask.none()), event).has("address"))
                .isFalse();
        assertThat(lineOf(all.withoutUserAgents(), event).has("userAgent")).isFalse();
        assertThat(lineOf(all.withoutPaths(), event).has("path")).isFalse();
        AddressMask hashed = AddressMask.hashed(new byte[16]);
        String hash = lineOf(all.withAddresses(hashed), event).path("address").asText();
        assertThat(hash).matches("[0-9a-f]{16}").isEqualTo(hashed.mask(IpAddress.parse(Events.HOME)));
        assertThat(hash)
                .isNotEqualTo(AddressMask.hashed("another secret of 16".getBytes(UTF_8))
                        .mask(IpAddress.parse(Events.HOME)));
        assertThatIllegalArgumentException().isThrownBy(() -> AddressMask.hashed(new byte[15]));
    }

    @Test
    void everyDenialOfAFloodIsAccountedFor() {
        AccessLog log = log(AccessLogSettings.standard().withDeniedPerSecond(100));
        int flood = 12_345;
        for (int i = 0; i < flood; i++) {
            log.onDecision(Events.unverified(DenialReason.UNKNOWN_KEY, Events.key(i), Events.HOME, TIME));
        }
        log.onDecision(Events.granted(Events.key(1), Events.HOME, TIME));
        log.onDecision(Events.granted(Events.key(1), Events.HOME, TIME.plusSeconds(1)));

        List<JsonNode> lines = written.stream().map(AccessLogTest::parse).toList();
        long denied = lines.stream()
                .filter(line -> line.path("outcome").asText().equals("denied"))
                .count();
        long passedOver = lines.stream()
                .mapToLong(line -> line.path("passedOver").asLong())
                .sum();
        assertThat(denied + passedOver).isEqualTo(flood);
        assertThat(denied).isBetween(250L, 350L);
        assertThat(lines.get(100).path("sampled").asInt()).isEqualTo(10);
        assertThat(lines.get(99).has("sampled")).isFalse();
        assertThat(lines)
                .filteredOn(line -> line.path("outcome").asText().equals("granted"))
                .hasSize(2);
    }

    @Test
    void closeWritesTheCountOfPassedOverDenials() {
        try (AccessLog log = log(AccessLogSettings.standard().withDeniedPerSecond(1))) {
            for (int i = 0; i < 5; i++) {
                log.onDecision(Events.unverified(DenialReason.NO_CREDENTIAL, null, Events.HOME, TIME));
            }
        }

        assertThat(parse(written.get(written.size() - 1)).path("passedOver").asInt())
                .isEqualTo(5 - (written.size() - 1));
    }

    @Test
    void aLineCountsDecisionsThatTheQueueDropped() {
        log(AccessLogSettings.standard()).onLoss(7);

        assertThat(parse(written.get(0)).path("dropped").asInt()).isEqualTo(7);
    }

    @Test
    void unwritableLinesAreCountedAndLoggedOnceInAWhile() {
        AccessLog log = log(AccessLogSettings.standard());
        broken = true;
        try (LogCapture captured = LogCapture.open()) {
            for (int i = 0; i < 50; i++) {
                log.onDecision(eventOf("GET", "/", null));
            }
            assertThat(captured.lines()).hasSize(1);
        }
        broken = false;
        log.onDecision(eventOf("GET", "/", null));

        assertThat(log.lost()).isEqualTo(50);
        assertThat(log.written()).isEqualTo(2);
        assertThat(parse(written.get(0)).path("lost").asInt()).isEqualTo(50);
        assertThat(parse(written.get(1)).path("outcome").asText()).isEqualTo("granted");
    }

    @Test
    void eachLostDecisionIsCountedOnce() {
        AccessLog log = log(AccessLogSettings.standard());
        for (int time = 0; time < 2; time++) {
            broken = true;
            log.onDecision(eventOf("GET", "/", null));
            log.onDecision(eventOf("GET", "/", null));
            broken = false;
            log.onDecision(eventOf("GET", "/", null));
            log.onDecision(eventOf("GET", "/", null));
        }
        assertThat(sumOf("lost")).isEqualTo(4);
    }

    @Test
    void aWallClockThatStandsStillSuppressesNoWarning() {
        AccessLog log = new AccessLog(AccessLogSettings.standard(), this::write, () -> TIME, clock::nanos);
        broken = true;
        log.onDecision(eventOf("GET", "/", null));
        clock.advance(Duration.ofSeconds(10));
        try (LogCapture captured = LogCapture.open()) {
            log.onDecision(eventOf("GET", "/", null));
            assertThat(captured.lines()).hasSize(1);
        }
    }

    @Test
    void countsThatCannotBeWrittenAreWrittenLater() {
        AccessLog log = log(AccessLogSettings.standard().withDeniedPerSecond(1));
        for (int i = 0; i < 5; i++) {
            log.onDecision(Events.unverified(DenialReason.NO_CREDENTIAL, null, Events.HOME, TIME));
        }
        int denied = written.size();
        broken = true;
        log.onLoss(7);
        log.onDecision(Events.granted(Events.key(1), Events.HOME, TIME.plusSeconds(1)));
        broken = false;
        log.onLoss(3);

        assertThat(sumOf("dropped")).isEqualTo(10);
        assertThat(sumOf("passedOver")).isEqualTo(5 - denied);
        assertThat(sumOf("lost")).isEqualTo(1);
        assertThat(log.lost()).isEqualTo(1);
    }

    @Test
    void countsThatCannotBeWrittenByTheCloseAreLostDecisions() {
        AccessLog log = log(AccessLogSettings.standard());
        broken = true;
        log.onLoss(7);
        log.close();

        assertThat(log.lost()).isEqualTo(7);
    }

    @Test
    void decisionsAfterTheCloseAreLostAndNotWritten() {
        AccessLog log = log(AccessLogSettings.standard());
        log.close();
        log.onDecision(eventOf("GET", "/", null));
        log.onLoss(7);

        assertThat(written).isEmpty();
        assertThat(log.lost()).isEqualTo(8);
    }

    private long sumOf(String count) {
        return written.stream()
                .mapToLong(line -> parse(line).path(count).asLong())
                .sum();
    }

    @Test
    void settingsOutOfBoundsAreRejected() {
        AccessLogSettings settings = AccessLogSettings.standard();
        Path file = Path.of("access.log");
        assertThatIllegalArgumentException().isThrownBy(() -> AccessLog.toFile(file, 99_999, 1, settings));
        assertThatIllegalArgumentException().isThrownBy(() -> AccessLog.toFile(file, 100_000, 0, settings));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withDeniedPerSecond(0));
    }
}
