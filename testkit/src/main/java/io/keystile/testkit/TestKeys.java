package io.keystile.testkit;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthenticatorBuilder;
import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyId;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.LimitScope;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.ApiKeyLookup;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Keys in an in-memory store, with clocks that advance only through {@link #passes}. Each workspace is named after its
 * plan: {@code free}, {@code enterprise}, {@code two-a-minute} (2 calls per minute) and {@code two-limits} (10 per
 * minute and 1,000 per day). Thread-safe.
 */
public final class TestKeys {
    /** The actor that administers the keys. */
    public static final Actor ADMIN = Actor.system("test");

    /** The service that the authenticators are. */
    static final String SERVICE = "flows";

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    /** Most limits are those of each key, so that a test does not spend what another one needs. */
    private static final Plans PLANS = Plans.standard()
            .with(ofEachKey("enterprise", RateLimit.perMinute(10_000)).withAllowlists())
            .with(ofEachKey("two-a-minute", RateLimit.perMinute(2)).withAllowlists())
            .with(ofEachKey("two-limits", RateLimit.perMinute(10), RateLimit.perDay(1_000)))
            .with(Plan.of("shared", RateLimit.perMinute(10_000)));

    private static final String KEY_PREFIX = "pk_live_";
    private static final int CHECKSUM_LENGTH = 6;
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final InMemoryApiKeyStore store = new InMemoryApiKeyStore();
    private final ApiKeyFormat format = ApiKeyFormat.ofBrand("pk");
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger limited = new AtomicInteger();
    private final ApiKeys keys;

    /** Creates a store with the workspaces and without keys. */
    public TestKeys() {
        keys = new ApiKeys(store, format, SecretHasher.sha256(), PLANS, this::now, random);
        Stream.of("free", "enterprise", "two-a-minute", "two-limits")
                .forEach(plan -> keys.createWorkspace(ADMIN, WorkspaceRecord.of(plan, plan)));
    }

    private static Plan ofEachKey(String name, RateLimit... limits) {
        return Plan.of(name, limits).withScope(LimitScope.KEY);
    }

    /** Returns the field line that sends the key as a Bearer token. */
    public static String bearer(String key) {
        return "Authorization: Bearer " + key;
    }

    /** Returns the field line that sends the key in {@code X-API-Key}. */
    public static String apiKey(String key) {
        return "X-API-Key: " + key;
    }

    /** Returns the current time of the clocks. */
    public Instant now() {
        return START.plusNanos(nanos.get());
    }

    /** Advances the clocks by {@code time}. */
    public void passes(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /**
     * Returns the builder of an authenticator for these keys and clocks, the environment {@code live} and
     * the service {@code flows}.
     */
    public AuthenticatorBuilder authenticator() {
        return configured(ApiKeyAuthenticator.builder(store, format));
    }

    /** Returns the same builder, with {@code lookup} in place of the store. */
    public AuthenticatorBuilder authenticator(ApiKeyLookup lookup) {
        return configured(ApiKeyAuthenticator.lookupBuilder(lookup, format));
    }

    /** Returns the authenticator of these keys with another store around theirs, whose changes it follows. */
    public AuthenticatorBuilder authenticatorOf(ApiKeyStore decorated) {
        return configured(ApiKeyAuthenticator.builder(decorated, format));
    }

    private AuthenticatorBuilder configured(AuthenticatorBuilder builder) {
        return builder.environments("live")
                .service(SERVICE)
                .plans(PLANS)
                .clock(this::now)
                .nanoClock(nanos::get);
    }

    /** Returns the store of the keys. */
    public InMemoryApiKeyStore store() {
        return store;
    }

    /** Returns the administration of the keys. */
    public ApiKeys manager() {
        return keys;
    }

    /** Issues a key with these permissions in the workspace {@code enterprise} and returns its plaintext. */
    public String issue(String... permissions) {
        return issue("enterprise", ApiKeySettings.named("test").withPermissions(permissions));
    }

    /** Issues a key with these settings in a workspace and returns its plaintext. */
    public String issue(String workspace, ApiKeySettings settings) {
        return keys.issue(ADMIN, workspace, "live", settings).reveal();
    }

    /** Issues a key in a new workspace with these limits and returns its plaintext. */
    public String issueWithLimits(RateLimit... limits) {
        return issue(workspaceWithLimits(limits), ApiKeySettings.named("test"));
    }

    /** Creates a workspace whose keys share these limits, and returns its id. */
    public String workspaceWithLimits(RateLimit... limits) {
        String id = "limited-" + limited.incrementAndGet();
        keys.createWorkspace(ADMIN, WorkspaceRecord.of(id, "shared").withLimits(limits));
        return id;
    }

    /** Returns a well-formed key that is not in the store. */
    public String unknown() {
        return format.generate("live", random).reveal();
    }

    /** Returns a well-formed key with the same id and another secret. */
    public String withOtherSecret(String key) {
        String id = idOf(key).value();
        String other = unknown();
        String body =
                KEY_PREFIX + id + other.substring(KEY_PREFIX.length() + id.length(), other.length() - CHECKSUM_LENGTH);
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
