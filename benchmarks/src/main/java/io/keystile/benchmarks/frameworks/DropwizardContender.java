package io.keystile.benchmarks.frameworks;

import com.codahale.metrics.MetricRegistry;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.dropwizard.auth.AuthenticationException;
import io.dropwizard.auth.CachingAuthenticator;
import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Dropwizard's cache of credentials, whose keys are the API keys in clear, and its metrics. It writes no HTTP response,
 * requires no permission, digests no cached key and does not cache unknown ones. It has no checksum, expiry, allowlist,
 * limit or workspace.
 */
final class DropwizardContender implements Contender {
    private static final int CACHE_CAPACITY = 1_000_000;

    private final CachingAuthenticator<String, Holder> authenticator;

    private record Holder(String name) implements Principal {
        @Override
        public String getName() {
            return name;
        }
    }

    DropwizardContender(KeyTable keys) {
        this.authenticator = new CachingAuthenticator<>(
                new MetricRegistry(),
                key -> Optional.ofNullable(keys.holderOf(key)).map(Holder::new),
                Caffeine.newBuilder().maximumSize(CACHE_CAPACITY));
    }

    @Override
    public @Nullable String callerOf(Call call) throws AuthenticationException {
        return authenticator.authenticate(call.token()).map(Holder::name).orElse(null);
    }
}
