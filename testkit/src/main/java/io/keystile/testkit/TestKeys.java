package io.keystile.testkit;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthenticatorBuilder;
import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyId;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.ApiKeyLookup;
import io.keystile.store.InMemoryApiKeyStore;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Keys in memory, and clocks that stand still until they are told to go on. Each workspace has the name of its plan:
 * {@code free}, {@code enterprise}, {@code two-a-minute}, and {@code two-limits}, which is 10 a minute and 1,000 a day.
 * Thread-safe.
 */
public final class TestKeys {
    /** Who administers the keys. */
    public static final Actor ADMIN = Actor.system("test");

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Plans PLANS = Plans.standard()
            .with(Plan.of("two-a-minute", RateLimit.perMinute(2)).withAllowlists())
            .with(Plan.of("two-limits", RateLimit.perMinute(10), RateLimit.perDay(1_000)));
    private static final String START_OF_KEY = "pk_live_";
    private static final int CHECKSUM_LENGTH = 6;
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final InMemoryApiKeyStore store = new InMemoryApiKeyStore();
    private final ApiKeyFormat format = ApiKeyFormat.ofBrand("pk");
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong nanos = new AtomicLong();
    private final ApiKeys keys;

    /** Creates the workspaces, without keys. */
    public TestKeys() {
        keys = new ApiKeys(store, format, SecretHasher.sha256(), PLANS, this::now, random);
        Stream.of("free", "enterprise", "two-a-minute", "two-limits")
                .forEach(plan -> keys.createWorkspace(ADMIN, WorkspaceRecord.of(plan, plan)));
    }

    /** The field line of a Bearer token. */
    public static String bearer(String key) {
        return "Authorization: Bearer " + key;
    }

    /** The field line of a key in {@code X-API-Key}. */
    public static String apiKey(String key) {
        return "X-API-Key: " + key;
    }

    /** Returns the time of the clocks. */
    public Instant now() {
        return START.plusNanos(nanos.get());
    }

    /** Has the clocks go on. */
    public void passes(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** Starts an authenticator of these keys, for the environment {@code live}, with these clocks. */
    public AuthenticatorBuilder authenticator() {
        return authenticator(store);
    }

    /** Starts the same authenticator, which finds the keys through {@code lookup}. */
    public AuthenticatorBuilder authenticator(ApiKeyLookup lookup) {
        return ApiKeyAuthenticator.builder(lookup, format)
                .environments("live")
                .plans(PLANS)
                .clock(this::now)
                .nanoClock(nanos::get);
    }

    /** Returns where the keys are kept. */
    public InMemoryApiKeyStore store() {
        return store;
    }

    /** Returns what administers the keys. */
    public ApiKeys manager() {
        return keys;
    }

    /** Issues a key of the workspace {@code enterprise}. */
    public String issue(String... permissions) {
        return issue("enterprise", ApiKeySettings.named("test").withPermissions(permissions));
    }

    /** Issues a key of the workspace. */
    public String issue(String workspace, ApiKeySettings settings) {
        return keys.issue(ADMIN, workspace, "live", settings).reveal();
    }

    /** Issues a key of the workspace {@code enterprise} with limits of its own. */
    public String issueWithLimits(RateLimit... limits) {
        return issue("enterprise", ApiKeySettings.named("test").withLimits(limits));
    }

    /** Returns a well-formed key that no store has. */
    public String unknown() {
        return format.generate("live", random).reveal();
    }

    /** Returns a well-formed key with the same id and another secret. */
    public String withOtherSecret(String key) {
        String id = idOf(key).value();
        String other = unknown();
        String body = START_OF_KEY
                + id
                + other.substring(START_OF_KEY.length() + id.length(), other.length() - CHECKSUM_LENGTH);
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        StringBuilder checksum = new StringBuilder();
        for (long rest = crc.getValue(); checksum.length() < CHECKSUM_LENGTH; rest /= DIGITS.length()) {
            checksum.insert(0, DIGITS.charAt((int) (rest % DIGITS.length())));
        }
        return body + checksum;
    }

    /** Returns the public id of a well-formed key. */
    public KeyId idOf(String key) {
        return Objects.requireNonNull(format.parse(key)).id();
    }

    /** Disables a key. */
    public void disable(String key) {
        keys.disable(ADMIN, idOf(key));
    }
}
