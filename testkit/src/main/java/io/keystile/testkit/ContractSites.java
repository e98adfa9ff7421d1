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

/** The servers of one run of the contract, each started when it is first asked for. For one thread. */
final class ContractSites {
    static final String REALM = "a \"b\" \\c";
    static final String API_KEY_HEADER = "Api-Token";
    private static final String LOOPBACK_V4 = "127.0.0.0/8";
    private static final String LOOPBACK_V6 = "::1";

    /** Starts a server with an application. */
    interface Starter {
        ContractSite start(ContractApplication application) throws Exception;
    }

    private enum Setup {
        DIRECT,
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

    /** Returns how many decisions listeners have heard of. */
    int events() {
        return events.get();
    }

    TestKeys keys() {
        return keys;
    }

    /** Trusts no proxy, and has nothing set. */
    ContractSite direct() {
        return site(Setup.DIRECT, keys.authenticator());
    }

    /** Takes the loopback and 198.51.100.7 for proxies; allows each client one unknown key a minute. */
    ContractSite behindXForwardedFor() {
        IpAllowlist proxies = IpAllowlist.of(LOOPBACK_V4, LOOPBACK_V6, "198.51.100.7");
        return site(
                Setup.X_FORWARDED_FOR,
                keys.authenticator()
                        .clientAddresses(ClientAddressResolver.behind(proxies, ForwardingHeader.X_FORWARDED_FOR))
                        .unknownKeysPerAddress(RateLimit.perMinute(1)));
    }

    /** Takes the loopback for a proxy, has another realm and header, and a store that may be unable to answer. */
    ContractSite behindForwarded() {
        IpAllowlist proxies = IpAllowlist.of(LOOPBACK_V4, LOOPBACK_V6);
        return site(
                Setup.FORWARDED,
                keys.authenticator(this::find)
                        .clientAddresses(ClientAddressResolver.behind(proxies, ForwardingHeader.FORWARDED))
                        .realm(REALM)
                        .apiKeyHeader(API_KEY_HEADER));
    }

    /** Returns all but the first; they too let clients of this host in, which show no forwarding header. */
    List<ContractSite> others() {
        return List.of(behindXForwardedFor(), behindForwarded());
    }

    /** From now on the store of {@link #behindForwarded} cannot answer for this key. */
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
