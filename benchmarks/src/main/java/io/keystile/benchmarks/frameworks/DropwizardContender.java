package io.keystile.benchmarks.frameworks;

import com.codahale.metrics.MetricRegistry;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.dropwizard.auth.AuthenticationException;
import io.dropwizard.auth.CachingAuthenticator;
import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Dropwizard's cache of credentials, which is keyed by the key in clear, and its metrics. It answers nothing over HTTP,
 * asks for no permission, digests no key that it remembers, does not remember unknown ones, and knows no checksum,
 * expiry, allowlist, limit or workspace.
 */
final class DropwizardContender implements Contender {
    private static final int ROOM = 1_000_000;

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
                Caffeine.newBuilder().maximumSize(ROOM));
    }

    @Override
    public @Nullable String callerOf(Call call) throws AuthenticationException {
        return authenticator.authenticate(call.token()).map(Holder::name).orElse(null);
    }
}
