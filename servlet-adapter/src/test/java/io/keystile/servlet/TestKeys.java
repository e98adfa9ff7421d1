package io.keystile.servlet;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthenticatorBuilder;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.ApiKeyRecord;
import io.keystile.key.ApiKeySettings;
import io.keystile.key.KeyId;
import io.keystile.key.KeyStatus;
import io.keystile.key.Plan;
import io.keystile.key.Plans;
import io.keystile.key.SecretHasher;
import io.keystile.key.WorkspaceRecord;
import io.keystile.manage.ApiKeys;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.InMemoryApiKeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Keys in memory, and clocks that stand still until they are told to go on. */
final class TestKeys {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    static final Plans PLANS = Plans.standard()
            .with(Plan.of("two-a-minute", RateLimit.perMinute(2)).withAllowlists())
            .with(Plan.of("two-limits", RateLimit.perMinute(10), RateLimit.perDay(1_000)));

    final InMemoryApiKeyStore store = new InMemoryApiKeyStore();
    final ApiKeyFormat format = ApiKeyFormat.ofBrand("pk");
    final ApiKeys keys;
    private final AtomicLong nanos = new AtomicLong();

    TestKeys() {
        keys = new ApiKeys(store, format, SecretHasher.sha256(), PLANS, this::now, new SecureRandom());
        Stream.of("free", "enterprise", "two-a-minute", "two-limits")
                .forEach(plan -> keys.createWorkspace(WorkspaceRecord.of(plan, plan)));
    }

    Instant now() {
        return START.plusNanos(nanos.get());
    }

    void passes(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    AuthenticatorBuilder authenticator() {
        return ApiKeyAuthenticator.builder(store, format)
                .environments("live")
                .plans(PLANS)
                .clock(this::now)
                .nanoClock(nanos::get);
    }

    /** Issues a key on the enterprise plan. */
    String issue(String... permissions) {
        return issue("enterprise", ApiKeySettings.named("test").withPermissions(permissions));
    }

    /** Issues a key of the workspace that has the plan's name. */
    String issue(String plan, ApiKeySettings settings) {
        return keys.issue(plan, "live", settings).reveal();
    }

    KeyId idOf(String key) {
        return Objects.requireNonNull(format.parse(key)).id();
    }

    void disable(String key) {
        ApiKeyRecord record = keys.find(idOf(key)).orElseThrow();
        store.replace(new ApiKeyRecord(
                record.id(),
                record.version() + 1,
                record.workspace(),
                record.environment(),
                record.hash(),
                KeyStatus.DISABLED,
                record.settings(),
                record.createdAt(),
                null));
    }
}
