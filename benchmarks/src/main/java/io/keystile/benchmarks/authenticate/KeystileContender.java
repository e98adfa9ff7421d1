package io.keystile.benchmarks.authenticate;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthRequest;
import io.keystile.AuthenticatorBuilder;
import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.DenialReason;
import io.keystile.admin.ApiKeys;
import io.keystile.benchmarks.KeyLimits;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Lineage;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.net.IpAllowlist;
import io.keystile.ratelimit.SlidingWindowRateLimiter;
import io.keystile.store.CacheSettings;
import io.keystile.store.InMemoryApiKeyStore;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

/** The library with an in-memory store, and with a cache in which every key stays fresh for longer than a trial. */
final class KeystileContender implements Contender {
    private static final SecretHasher HASHER = SecretHasher.sha256();
    private static final String WORKSPACE = "acme";

    private final ApiKeyAuthenticator authenticator;
    private final Runnable onClose;

    private KeystileContender(ApiKeyAuthenticator authenticator) {
        this(authenticator, () -> {});
    }

    private KeystileContender(ApiKeyAuthenticator authenticator, Runnable onClose) {
        this.authenticator = authenticator;
        this.onClose = onClose;
    }

    static KeystileContender on(Workload workload) {
        return new KeystileContender(authenticatorOf(workload).build());
    }

    static KeystileContender withListenerOn(Workload workload) {
        LongAdder decisions = new LongAdder();
        return new KeystileContender(authenticatorOf(workload)
                .inlineListener(event -> decisions.increment())
                .build());
    }

    /** Listeners in threads of their own lose most events, unless the calling thread pauses between calls. */
    static KeystileContender monitoredOn(Workload workload) {
        InMemoryApiKeyStore store = storeOf(workload);
        Monitoring monitoring = Monitoring.start(new ApiKeys(store, Workload.FORMAT, HASHER, Plans.standard()));
        return new KeystileContender(
                monitoring.listenTo(authenticatorOf(workload, store)).build(), monitoring::close);
    }

    private static AuthenticatorBuilder authenticatorOf(Workload workload) {
        return authenticatorOf(workload, storeOf(workload));
    }

    static AuthenticatorBuilder authenticatorOf(Workload workload, InMemoryApiKeyStore store) {
        return ApiKeyAuthenticator.builder(store, Workload.FORMAT)
                .environments(Workload.ENVIRONMENT)
                .plans(KeyLimits.of(workload.limit()))
                .hasher(HASHER)
                .rateLimiter(new SlidingWindowRateLimiter(workload.limitClock()))
                .cache(new CacheSettings(
                        Workload.CACHE_CAPACITY, Workload.LONG, Workload.LONG, Workload.CACHE_CAPACITY, Workload.LONG));
    }

    static InMemoryApiKeyStore storeOf(Workload workload) {
        InMemoryApiKeyStore store = new InMemoryApiKeyStore();
        store.insert(WorkspaceRecord.of(WORKSPACE, "enterprise"));
        if (workload.issued()) {
            workload.samples().forEach(sample -> store.insert(recordOf(sample, workload)));
        }
        return store;
    }

    private static ApiKeyRecord recordOf(Sample sample, Workload workload) {
        ApiKeySettings settings = ApiKeySettings.named("benchmark")
                .withPermissions(workload.permission())
                .withAllowlist(IpAllowlist.of(sample.ranges().toArray(String[]::new)))
                .withExpiry(workload.expiresAt());
        ApiKeyRecord issued = ApiKeyRecord.issued(
                sample.key(),
                HASHER.hash(sample.secret()),
                WORKSPACE,
                settings,
                Instant.now(),
                "benchmark",
                Lineage.NONE);
        return workload.revoked() ? issued.revoked("benchmark") : issued;
    }

    @Override
    public Object decide(AuthRequest request) {
        return authenticator.decide(request);
    }

    @Override
    public void close() {
        authenticator.close();
        onClose.run();
    }

    @Override
    public Outcome outcomeOf(AuthRequest request) {
        Decision decision = authenticator.decide(request);
        return decision instanceof Denied denied ? outcomeOf(denied.reason()) : Outcome.granted;
    }

    private static Outcome outcomeOf(DenialReason reason) {
        return switch (reason) {
            case NO_CREDENTIAL -> Outcome.noCredential;
            case MALFORMED_KEY -> Outcome.malformed;
            case UNKNOWN_KEY -> Outcome.unknown;
            case WRONG_SECRET -> Outcome.wrongSecret;
            case KEY_REVOKED -> Outcome.revoked;
            case KEY_EXPIRED -> Outcome.expired;
            case ADDRESS_NOT_ALLOWED -> Outcome.addressNotAllowed;
            case PERMISSION_MISSING -> Outcome.permissionMissing;
            case LIMIT_EXCEEDED -> Outcome.limitExceeded;
            default -> throw new IllegalStateException("Unexpected denial: " + reason);
        };
    }
}
