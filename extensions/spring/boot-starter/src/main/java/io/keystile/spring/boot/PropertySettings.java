package io.keystile.spring.boot;

import io.keystile.KeystileBuilder;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.Pepper;
import io.keystile.key.SecretHasher;
import io.keystile.model.KeyPolicy;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.net.CidrBlock;
import io.keystile.net.ClientAddressResolver;
import io.keystile.net.ForwardingHeader;
import io.keystile.net.IpAllowlist;
import io.keystile.ratelimit.RateLimit;
import io.keystile.spring.boot.KeystileProperties.LimitProperties;
import io.keystile.spring.boot.KeystileProperties.PepperProperties;
import io.keystile.spring.boot.KeystileProperties.PlanProperties;
import io.keystile.spring.boot.KeystileProperties.PolicyProperties;
import io.keystile.store.CacheSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Applies properties to a builder. Each wrong value is a {@link WrongPropertyException} that names its property. */
final class PropertySettings {
    private static final String RANDOM = "Generate one with: openssl rand -base64 32";

    private final KeystileProperties properties;

    PropertySettings(KeystileProperties properties) {
        this.properties = properties;
    }

    ApiKeyFormat format() {
        String brand = properties.brand();
        if (brand == null) {
            throw new WrongPropertyException(
                    "keystile.brand",
                    "is missing",
                    "Write the start of your keys, 2 to 16 lower-case letters and digits, for example"
                            + " keystile.brand=pk. To do without Keystile, write keystile.enabled=false.");
        }
        return WrongPropertyException.parse("keystile.brand", brand, ApiKeyFormat::ofBrand, "keystile.brand=pk");
    }

    void applyTo(KeystileBuilder builder) {
        applyNames(builder);
        if (properties.insecurelyAllowClearText()) {
            builder.insecurelyAllowClearText();
        }
        if (properties.ignoreOtherBearerTokens()) {
            builder.ignoreOtherBearerTokens();
        }
        builder.clientAddresses(clientAddresses()).cache(cache());
        RateLimit unknown = WrongPropertyException.parse(
                "keystile.unknown-keys-per-minute",
                properties.unknownKeysPerMinute(),
                permits -> RateLimit.of("unknown-keys", permits, Duration.ofMinutes(1)),
                "100");
        builder.unknownKeysPerAddress(unknown);
        WrongPropertyException.parse(
                "keystile.audit-entries", properties.auditEntries(), builder::auditEntries, "10000, or 0 for none");
        if (!properties.lastUse().enabled()) {
            builder.withoutLastUse();
        } else if (!properties.lastUse().addresses()) {
            builder.lastUseWithoutAddresses();
        }
    }

    private void applyNames(KeystileBuilder builder) {
        if (properties.environments().isEmpty()) {
            throw new WrongPropertyException(
                    "keystile.environments",
                    "is missing",
                    "Name the environments of the keys to accept, for example keystile.environments=live.");
        }
        for (int i = 0; i < properties.environments().size(); i++) {
            String environment = properties.environments().get(i);
            WrongPropertyException.parse(item("environments", i), environment, builder::environments, "live");
        }
        for (int i = 0; i < properties.services().size(); i++) {
            WrongPropertyException.parse(
                    item("services", i), properties.services().get(i), builder::service, "billing");
        }
        String realm = properties.realm();
        if (realm != null) {
            WrongPropertyException.parse("keystile.realm", realm, builder::realm, "api");
        }
        String header = properties.apiKeyHeader();
        if (header != null) {
            WrongPropertyException.parse("keystile.api-key-header", header, builder::apiKeyHeader, "X-API-Key");
        }
    }

    static String item(String list, int index) {
        return "keystile." + list + "[" + index + "]";
    }

    private CacheSettings cache() {
        KeystileProperties.CacheProperties cache = properties.cache();
        return WrongPropertyException.check(
                "keystile.cache",
                () -> new CacheSettings(
                        cache.maxKeys(), cache.freshFor(), cache.staleFor(), cache.maxUnknown(), cache.unknownFor()),
                "keystile.cache.fresh-for=30s and keystile.cache.stale-for=5m");
    }

    private ClientAddressResolver clientAddresses() {
        List<String> proxies = properties.trustedProxies();
        String header = properties.forwardingHeader();
        if (header == null) {
            if (!proxies.isEmpty()) {
                throw new WrongPropertyException(
                        "keystile.forwarding-header",
                        "is missing, although keystile.trusted-proxies is set",
                        "Write the one header in which your proxies name the client: X-Forwarded-For or Forwarded.");
            }
            return ClientAddressResolver.direct();
        }
        ForwardingHeader forwarding = forwardingHeader(header);
        if (proxies.isEmpty()) {
            throw new WrongPropertyException(
                    "keystile.trusted-proxies",
                    "is missing, although keystile.forwarding-header is set",
                    "Name the networks of your proxies, for example keystile.trusted-proxies=10.0.0.0/8.");
        }
        List<CidrBlock> blocks = new ArrayList<>();
        for (int i = 0; i < proxies.size(); i++) {
            blocks.add(WrongPropertyException.parse(
                    item("trusted-proxies", i), proxies.get(i), CidrBlock::parse, "10.0.0.0/8"));
        }
        return WrongPropertyException.check(
                "keystile.trusted-proxies",
                () -> ClientAddressResolver.behind(IpAllowlist.of(blocks), forwarding),
                "10.0.0.0/8");
    }

    private static ForwardingHeader forwardingHeader(String name) {
        if (name.equalsIgnoreCase("Forwarded")) {
            return ForwardingHeader.FORWARDED;
        }
        if (name.equalsIgnoreCase("X-Forwarded-For")) {
            return ForwardingHeader.X_FORWARDED_FOR;
        }
        throw new WrongPropertyException(
                "keystile.forwarding-header",
                "is \"" + name + "\"",
                "Write the one header in which your proxies name the client: X-Forwarded-For or Forwarded.");
    }

    /** Returns the hasher with the peppers, or null if there is none. */
    @Nullable
    SecretHasher hasher() {
        if (properties.peppers().isEmpty()) {
            return null;
        }
        List<Pepper> peppers = new ArrayList<>();
        for (int i = 0; i < properties.peppers().size(); i++) {
            peppers.add(pepper(item("peppers", i), properties.peppers().get(i)));
        }
        return WrongPropertyException.check(
                "keystile.peppers",
                () -> SecretHasher.peppered(peppers.toArray(Pepper[]::new)),
                "keystile.peppers[0].version=1 and keystile.peppers[0].secret=${KEYSTILE_PEPPER}");
    }

    private static Pepper pepper(String property, PepperProperties pepper) {
        byte[] secret = secret(property + ".secret", pepper.secret(), RANDOM);
        // The messages of Pepper repeat no secret.
        return WrongPropertyException.check(
                property,
                () -> pepper.verifyOnly()
                        ? Pepper.verifyOnly(pepper.version(), secret)
                        : Pepper.of(pepper.version(), secret),
                property + ".version=1 and " + property + ".secret=${KEYSTILE_PEPPER}. " + RANDOM);
    }

    /** Returns the bytes of a secret in base64. No message has a part of it. */
    static byte[] secret(String property, @Nullable String base64, String action) {
        if (base64 == null || base64.isBlank()) {
            throw new WrongPropertyException(property, "is missing", action + ".");
        }
        try {
            return Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            throw new WrongPropertyException(property, "is not base64", action + ".");
        }
    }

    /** Returns the plans, or null if none is configured. */
    @Nullable
    Plans plans() {
        if (properties.plans().isEmpty()) {
            return null;
        }
        List<Plan> plans = new ArrayList<>();
        for (int i = 0; i < properties.plans().size(); i++) {
            plans.add(plan(item("plans", i), properties.plans().get(i)));
        }
        return WrongPropertyException.check(
                "keystile.plans", () -> Plans.of(plans.toArray(Plan[]::new)), "plans of different names");
    }

    private static Plan plan(String property, PlanProperties plan) {
        String name = required(property + ".name", plan.name(), "free");
        List<RateLimit> limits = new ArrayList<>();
        for (int i = 0; i < plan.limits().size(); i++) {
            limits.add(limit(property + ".limits[" + i + "]", plan.limits().get(i)));
        }
        KeyPolicy policy = policy(property + ".policy", plan.policy());
        return WrongPropertyException.check(
                property,
                () -> new Plan(name, limits, plan.scope(), plan.allowlists(), policy),
                property + ".name=free, and a limit as " + property + ".limits[0]");
    }

    private static RateLimit limit(String property, LimitProperties limit) {
        String name = required(property + ".name", limit.name(), "per-minute");
        Duration window = required(property + ".window", limit.window(), "1m");
        return WrongPropertyException.check(
                property,
                () -> RateLimit.of(name, limit.permits(), window),
                property + ".name=per-minute, " + property + ".permits=100 and " + property + ".window=1m");
    }

    private static KeyPolicy policy(String property, PolicyProperties policy) {
        Integer most = policy.mostLiveKeys();
        return WrongPropertyException.check(
                property,
                () -> {
                    KeyPolicy base = KeyPolicy.NONE.withEnvironments(
                            policy.environments().toArray(String[]::new));
                    return new KeyPolicy(
                            policy.mustExpire(),
                            policy.longestLife(),
                            most == null ? KeyPolicy.UNBOUNDED : most,
                            base.environments(),
                            policy.longestIdle());
                },
                property + ".longest-life=90d and " + property + ".most-live-keys=10");
    }

    static <T> T required(String property, @Nullable T value, String example) {
        if (value == null) {
            throw new WrongPropertyException(property, "is missing", "Write for example " + example + ".");
        }
        return value;
    }
}
