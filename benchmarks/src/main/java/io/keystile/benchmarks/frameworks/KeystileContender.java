package io.keystile.benchmarks.frameworks;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthRequest;
import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.DenialReason;
import io.keystile.Requirement;
import io.keystile.adapter.Routes;
import io.keystile.benchmarks.KeyLimits;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Lineage;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.servlet.ApiKeyFilter;
import io.keystile.store.CacheSettings;
import io.keystile.store.InMemoryApiKeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The library: checksum, cache, digest, status, expiry, permission and limit. Its servlet filter adds routes, the
 * header fields with the remaining quota, and complete responses to denied calls. Keys have no allowlist.
 */
final class KeystileContender {
    private static final Requirement REQUIREMENT = Requirement.permission(KeyTable.PERMISSION);
    private static final SecretHasher HASHER = SecretHasher.sha256();
    private static final String WORKSPACE = "acme";
    private static final int CACHE_CAPACITY = 1_000_000;
    private static final Duration LONG = Duration.ofDays(1);

    private KeystileContender() {}

    /** Returns the servlet filter, which gets the same requests as the other frameworks. */
    static Contender filter(Workload workload) {
        Routes routes = Routes.protectAll().require("/**", REQUIREMENT);
        ApiKeyFilter filter = new ApiKeyFilter(authenticator(workload), routes);
        return call -> {
            Exchange exchange = new Exchange(call);
            filter.doFilter(exchange.request, exchange.response, exchange);
            return exchange.outcome();
        };
    }

    /** Returns the authenticator only, which reads a request of the same class. */
    static Contender core(Workload workload) {
        ApiKeyAuthenticator authenticator = authenticator(workload);
        return call -> callerOf(authenticator.decide(new CoreRequest(new MemoryRequest(call))));
    }

    private static @Nullable String callerOf(Decision decision) {
        if (decision instanceof Denied denied) {
            if (denied.reason() != DenialReason.UNKNOWN_KEY) {
                throw new IllegalStateException("Unexpected denial: " + denied.reason());
            }
            return null;
        }
        return ((Decision.Granted) decision).keyId().value();
    }

    private static ApiKeyAuthenticator authenticator(Workload workload) {
        InMemoryApiKeyStore store = new InMemoryApiKeyStore();
        store.insert(WorkspaceRecord.of(WORKSPACE, "enterprise"));
        ApiKeySettings settings = ApiKeySettings.named("benchmark")
                .withPermissions(KeyTable.PERMISSION)
                .withExpiry(Instant.now().plus(LONG.multipliedBy(365)));
        workload.issued()
                .forEach(key -> store.insert(ApiKeyRecord.issued(
                        key, HASHER.hash(key), WORKSPACE, settings, Instant.now(), "benchmark", Lineage.NONE)));
        // More permits than a trial can use, in a window longer than it takes to cache all keys.
        RateLimit large = RateLimit.of("large", RateLimit.MAX_PERMITS, Duration.ofSeconds(20));
        return ApiKeyAuthenticator.builder(store, Workload.FORMAT)
                .environments(Workload.ENVIRONMENT)
                .plans(KeyLimits.of(large))
                .hasher(HASHER)
                .cache(new CacheSettings(CACHE_CAPACITY, LONG, LONG, CACHE_CAPACITY, LONG))
                .build();
    }

    private record CoreRequest(MemoryRequest request) implements AuthRequest {
        @Override
        public String peerAddress() {
            return request.getRemoteAddr();
        }

        @Override
        public boolean secure() {
            return request.isSecure();
        }

        @Override
        public List<String> headers(String name) {
            return Collections.list(request.getHeaders(name));
        }

        @Override
        public Requirement requirement() {
            return REQUIREMENT;
        }
    }
}
