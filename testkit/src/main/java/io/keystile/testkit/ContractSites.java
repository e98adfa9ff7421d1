package io.keystile.testkit;

import io.keystile.AuthenticatorBuilder;
import io.keystile.key.KeyId;
import io.keystile.net.ClientAddressResolver;
import io.keystile.net.ForwardingHeader;
import io.keystile.net.IpAllowlist;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.ResolvedKey;
import io.keystile.store.StoreException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The servers of one run of the contract. Each server starts on first use. Not thread-safe. */
final class ContractSites {
    static final String REALM = "a \"b\" \\c";
    static final String API_KEY_HEADER = "Api-Token";
    private static final String LOOPBACK_V4 = "127.0.0.0/8";
    private static final String LOOPBACK_V6 = "::1";

    /** Starts a server that serves an application. */
    interface Starter {
        ContractSite start(ContractApplication application) throws Exception;
    }

    private enum Setup {
        DIRECT,
        BESIDE_OTHER_TOKENS,
        X_FORWARDED_FOR,
        FORWARDED
    }

    private final Starter starter;
    private final TestKeys keys = new TestKeys();
    private final Set<KeyId> unreadable = ConcurrentHashMap.newKeySet();
    private final AtomicInteger events = new AtomicInteger();
    private final Map<Setup, ContractSite> started = new EnumMap<>(Setup.class);

    ContractSites(Starter starter) {
        this.starter = starter;
    }

    /** Returns the number of decisions that the listeners of all servers have received. */
    int events() {
        return events.get();
    }

    TestKeys keys() {
        return keys;
    }

    /** Returns the server that trusts no proxy and has default settings. */
    ContractSite direct() {
        return site(Setup.DIRECT, keys.authenticator());
    }

    /** Returns the server that ignores Bearer tokens of others. */
    ContractSite besideOtherTokens() {
        return site(Setup.BESIDE_OTHER_TOKENS, keys.authenticator().ignoreOtherBearerTokens());
    }

    /**
     * Returns the server that reads {@code X-Forwarded-For} and trusts the loopback and 198.51.100.7 as proxies. It
     * allows one unknown key per minute and client address.
     */
    ContractSite behindXForwardedFor() {
        IpAllowlist proxies = IpAllowlist.of(LOOPBACK_V4, LOOPBACK_V6, "198.51.100.7");
        return site(
                Setup.X_FORWARDED_FOR,
                keys.authenticator()
                        .clientAddresses(ClientAddressResolver.behind(proxies, ForwardingHeader.X_FORWARDED_FOR))
                        .unknownKeysPerAddress(RateLimit.perMinute(1)));
    }

    /**
     * Returns the server that reads {@code Forwarded} and trusts the loopback as a proxy. It has its own realm and key
     * header, and its store fails for the keys given to {@link #makeUnreadable}.
     */
    ContractSite behindForwarded() {
        IpAllowlist proxies = IpAllowlist.of(LOOPBACK_V4, LOOPBACK_V6);
        return site(
                Setup.FORWARDED,
                keys.authenticator(this::find)
                        .clientAddresses(ClientAddressResolver.behind(proxies, ForwardingHeader.FORWARDED))
                        .realm(REALM)
                        .apiKeyHeader(API_KEY_HEADER));
    }

    /**
     * Returns the two servers that trust proxies. They too accept clear text from this host if the request has no
     * forwarding header.
     */
    List<ContractSite> others() {
        return List.of(behindXForwardedFor(), behindForwarded());
    }

    /** Makes the store of {@link #behindForwarded} fail for this key from now on. */
    void makeUnreadable(String key) {
        unreadable.add(keys.idOf(key));
    }

    private Optional<ResolvedKey> find(KeyId id) {
        if (unreadable.contains(id)) {
            throw new StoreException("marker");
        }
        return keys.store().find(id);
    }

    private ContractSite site(Setup setup, AuthenticatorBuilder authenticator) {
        ContractSite site = started.get(setup);
        if (site == null) {
            try {
                site = starter.start(new ContractApplication(authenticator
                        .inlineListener(event -> events.incrementAndGet())
                        .build()));
            } catch (Exception e) {
                throw new IllegalStateException("The server did not start", e);
            }
            started.put(setup, site);
        }
        return site;
    }

    void stopAll() throws Exception {
        for (ContractSite site : started.values()) {
            site.stop();
        }
    }
}
