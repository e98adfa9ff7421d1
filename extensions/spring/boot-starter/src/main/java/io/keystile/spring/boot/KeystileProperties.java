package io.keystile.spring.boot;

import io.keystile.model.LimitScope;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The properties that begin with {@code keystile.}. An unknown one is refused: a misspelled route would require no
 * permission.
 *
 * @param enabled whether anything is configured at all
 * @param brand the start of every key, such as {@code pk}: 2 to 16 lower-case letters and digits, a letter first
 * @param environments the environments of the keys to accept, such as {@code live}; at least one
 * @param services the names of this application's services; keys that name services need one of them
 * @param realm the protection space in challenges, {@code api} by default
 * @param apiKeyHeader the header besides Authorization from which keys are read, {@code X-API-Key} by default
 * @param trustedProxies the networks of your proxies, such as {@code 10.0.0.0/8}; needs forwarding-header
 * @param forwardingHeader the one header in which your proxies name the client, X-Forwarded-For or Forwarded
 * @param insecurelyAllowClearText accepts keys that were sent without encryption; for development
 * @param ignoreOtherBearerTokens lets Bearer tokens that are no keys pass, for example to a resource server
 * @param peppers the secrets with which keys are hashed, kept outside of the store
 * @param plans the plans; free, pro and enterprise by default
 * @param protectedPaths the path patterns that need a key, {@code /**} by default
 * @param publicPaths routes that need no key, such as {@code GET /docs/**}
 * @param routes the permissions and costs of routes
 * @param corsPreflight lets CORS preflights pass without a key, where the application answers them itself
 * @param legacyQuotaHeaders sends the X-RateLimit-* headers too
 * @param unknownKeysPerMinute the look-ups of unknown keys for each client address, 100 by default
 * @param auditEntries how many changes of a workspace are remembered, 10,000 by default
 * @param demoKey the workspace, such as {@code acme}, that is created at the start if there is none, with a key for
 *     everything and 7 days, which is printed to standard output; for development
 * @param expiryReminders how long before its expiry an event is published for a key; empty for no events
 * @param lastUse what is recorded of the last use of keys
 * @param cache the bounds of the keys in memory
 * @param open what needs no key although it is not in public-paths
 * @param store where keys are stored
 * @param jdbc the store in a database
 * @param redis limits and changes that are shared through Redis
 * @param cors which pages of other origins may call
 * @param security the filter chain of Spring Security
 * @param problems the responses to refused administration
 * @param metrics meters and observations
 * @param openApi what springdoc's document says about keys
 * @param usage the calls of each key
 * @param accessLog a line for each decision
 * @param alerts the detection of misuse
 * @param console the pages on which people manage keys
 */
@ConfigurationProperties(value = "keystile", ignoreUnknownFields = false)
record KeystileProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String brand,
        @DefaultValue List<String> environments,
        @DefaultValue List<String> services,
        @Nullable String realm,
        @Nullable String apiKeyHeader,
        @DefaultValue List<String> trustedProxies,
        @Nullable String forwardingHeader,
        boolean insecurelyAllowClearText,
        boolean ignoreOtherBearerTokens,
        @DefaultValue List<PepperProperties> peppers,
        @DefaultValue List<PlanProperties> plans,
        @DefaultValue List<String> protectedPaths,
        @DefaultValue List<String> publicPaths,
        @DefaultValue List<RouteProperties> routes,
        boolean corsPreflight,
        boolean legacyQuotaHeaders,
        @DefaultValue("100") int unknownKeysPerMinute,
        @DefaultValue("10000") int auditEntries,
        @Nullable String demoKey,
        @DefaultValue({"14d", "3d", "1d"}) List<Duration> expiryReminders,
        @DefaultValue LastUseProperties lastUse,
        @DefaultValue CacheProperties cache,
        @DefaultValue OpenProperties open,
        @DefaultValue StoreProperties store,
        @DefaultValue JdbcProperties jdbc,
        @DefaultValue RedisProperties redis,
        @DefaultValue CorsProperties cors,
        @DefaultValue SecurityProperties security,
        @DefaultValue ProblemProperties problems,
        @DefaultValue MetricsProperties metrics,
        @DefaultValue OpenApiProperties openApi,
        @DefaultValue UsageProperties usage,
        @DefaultValue AccessLogProperties accessLog,
        @DefaultValue AlertProperties alerts,
        @DefaultValue ConsoleProperties console) {

    /**
     * A pepper. Its text is not printed.
     *
     * @param version 1 for the first pepper, and one more for each that follows
     * @param secret base64 of at least 32 random bytes, such as {@code ${KEYSTILE_PEPPER}}
     * @param verifyOnly whether it only verifies keys of another system
     */
    record PepperProperties(int version, @Nullable String secret, boolean verifyOnly) {
        @Override
        public String toString() {
            return "PepperProperties[version=" + version + "]";
        }
    }

    /**
     * A plan.
     *
     * @param name 1 to 32 lower-case letters, digits and {@code -}
     * @param limits 1 to 8 limits of different names
     * @param scope who shares the limits
     * @param allowlists whether keys may have an allowlist
     * @param policy the rules for its keys
     */
    record PlanProperties(
            @Nullable String name,
            @DefaultValue List<LimitProperties> limits,
            @DefaultValue("workspace") LimitScope scope,
            boolean allowlists,
            @DefaultValue PolicyProperties policy) {}

    /**
     * A limit.
     *
     * @param name the name in the RateLimit headers, such as {@code per-minute}
     * @param permits how many calls are admitted in a window
     * @param window the length of the window in whole seconds, such as {@code 1m}
     */
    record LimitProperties(
            @Nullable String name, long permits, @Nullable Duration window) {}

    /**
     * Rules for the keys of a plan.
     *
     * @param mustExpire whether each key has an expiry
     * @param longestLife the longest time from the issue of a key to its expiry
     * @param mostLiveKeys the most keys of a workspace
     * @param environments the environments for which keys are issued
     * @param longestIdle the time without a use after which a key ends
     */
    record PolicyProperties(
            boolean mustExpire,
            @Nullable Duration longestLife,
            @Nullable Integer mostLiveKeys,
            @DefaultValue List<String> environments,
            @Nullable Duration longestIdle) {}

    /**
     * What a route needs.
     *
     * @param method the method, such as POST; all by default
     * @param path the path pattern, such as {@code /flows/{@literal *}/execute}
     * @param permissions the permissions, all of them
     * @param cost how many calls it counts as, 1 by default
     * @param keyOptional whether calls without a key pass
     */
    record RouteProperties(
            @Nullable String method,
            @Nullable String path,
            @DefaultValue List<String> permissions,
            @Nullable Integer cost,
            boolean keyOptional) {}

    /**
     * What is recorded of the last use of keys.
     *
     * @param enabled whether times of the last use are recorded
     * @param addresses whether addresses of clients are recorded with them
     */
    record LastUseProperties(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("true") boolean addresses) {}

    /**
     * The bounds of the keys in memory.
     *
     * @param maxKeys the most keys
     * @param freshFor how long a key is used without reading it again
     * @param staleFor how long a key is used while the store does not answer
     * @param maxUnknown the most unknown ids
     * @param unknownFor how long an id is treated as unknown
     */
    record CacheProperties(
            @DefaultValue("100000") int maxKeys,
            @DefaultValue("30s") Duration freshFor,
            @DefaultValue("5m") Duration staleFor,
            @DefaultValue("100000") int maxUnknown,
            @DefaultValue("10s") Duration unknownFor) {}

    /**
     * What needs no key by itself.
     *
     * @param error the error page
     * @param health the actuator's health, with liveness and readiness
     * @param apiDocs springdoc's documents and pages
     */
    record OpenProperties(
            @DefaultValue("true") boolean error,
            @DefaultValue("true") boolean health,
            @DefaultValue("true") boolean apiDocs) {}

    /**
     * Where keys are stored.
     *
     * @param type jdbc, file or memory; by default jdbc if there is a DataSource, and otherwise file
     * @param file the file of type file, {@code keystile-data/keys.json} by default
     */
    record StoreProperties(
            @Nullable StoreType type,
            @DefaultValue("keystile-data/keys.json") Path file) {}

    /** The kinds of stores. */
    enum StoreType {
        /** Tables in the application's database. */
        JDBC,
        /** A JSON file, for one machine. */
        FILE,
        /** Memory, for tests. */
        MEMORY
    }

    /**
     * The store in a database.
     *
     * @param createSchema whether missing tables are created at the start
     * @param migrate whether the application's Flyway or Liquibase also runs the files of Keystile
     * @param poolSize the most connections of the pool of its own, 2 to 64
     * @param timeout how long to wait for a connection and for a statement, 1 second to 1 hour
     * @param changeFeed whether changes of other nodes are received; by default on PostgreSQL only
     */
    record JdbcProperties(
            boolean createSchema,
            @DefaultValue("true") boolean migrate,
            @DefaultValue("10") int poolSize,
            @DefaultValue("2s") Duration timeout,
            @Nullable Boolean changeFeed) {}

    /**
     * What is shared through Redis.
     *
     * @param enabled whether limits are shared through Redis
     * @param application the name of this application, if others use the same database of Redis
     * @param nodes the most nodes that run at once; each grants its share while Redis does not answer. Without it,
     *     calls get 503 then
     * @param leases whether nodes take permits of large limits ahead
     * @param timeout how long a call waits for Redis, 1 ms to 10 s
     * @param changeFeed whether changes of keys are passed through Redis too
     */
    record RedisProperties(
            boolean enabled,
            @Nullable String application,
            @Nullable Integer nodes,
            boolean leases,
            @DefaultValue("100ms") Duration timeout,
            boolean changeFeed) {}

    /**
     * Which pages of other origins may call.
     *
     * @param allowedOrigins the origins, such as {@code https://app.example.com}; none by default
     * @param allowedMethods the methods
     * @param allowedHeaders the headers that pages may send, besides Authorization and the header of keys
     * @param maxAge how long browsers remember it
     */
    record CorsProperties(
            @DefaultValue List<String> allowedOrigins,

            @DefaultValue({"GET", "POST", "PUT", "PATCH", "DELETE"})
            List<String> allowedMethods,

            @DefaultValue("Content-Type") List<String> allowedHeaders,
            @DefaultValue("10m") Duration maxAge) {}

    /**
     * The filter chain of Spring Security.
     *
     * @param enabled whether Spring Security authenticates by keys; if not, the servlet filter does
     */
    record SecurityProperties(@DefaultValue("true") boolean enabled) {}

    /**
     * The responses to refused administration.
     *
     * @param enabled whether exceptions of ApiKeys are answered with 400, 403, 409 and 503
     */
    record ProblemProperties(@DefaultValue("true") boolean enabled) {}

    /**
     * Meters and observations.
     *
     * @param enabled whether there are meters
     * @param keyTag how many keys have meters of their own, 0 for none, up to 10,000
     * @param histograms whether durations are counted in buckets
     * @param observation whether the current observation gets the key and its workspace
     */
    record MetricsProperties(
            @DefaultValue("true") boolean enabled,
            int keyTag,
            boolean histograms,
            @DefaultValue("true") boolean observation) {}

    /**
     * What springdoc's document says about keys.
     *
     * @param enabled whether schemes, permissions and denials are added
     */
    record OpenApiProperties(@DefaultValue("true") boolean enabled) {}

    /**
     * The calls of each key.
     *
     * @param enabled whether they are counted
     * @param maxKeys how many keys have counts of their own
     * @param retention how long stored hours are kept; for ever by default
     */
    record UsageProperties(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("50000") int maxKeys,
            @Nullable Duration retention) {}

    /** How addresses of clients are written. */
    enum Addresses {
        /** As they are. */
        WHOLE,
        /** Their network. */
        NETWORK,
        /** Not at all. */
        NONE
    }

    /**
     * A line for each decision.
     *
     * @param enabled whether it is written
     * @param file the file; by default the logger io.keystile.access
     * @param maxSize the size at which a file is rotated
     * @param files the number of files that are kept
     * @param addresses how addresses of clients are written
     * @param userAgents whether user agents are written
     * @param paths whether paths are written
     * @param deniedPerSecond how many denials in a second are written one by one
     */
    record AccessLogProperties(
            boolean enabled,
            @Nullable Path file,
            @DefaultValue("50MB") DataSize maxSize,
            @DefaultValue("10") int files,
            @DefaultValue("whole") Addresses addresses,
            @DefaultValue("true") boolean userAgents,
            @DefaultValue("true") boolean paths,
            @DefaultValue("100") int deniedPerSecond) {}

    /**
     * The detection of misuse.
     *
     * @param enabled whether decisions are watched
     * @param off the names of rules that do not run, such as {@code new-network}
     * @param webhook who is told, besides the logger io.keystile.alerts
     */
    record AlertProperties(
            boolean enabled,
            @DefaultValue List<String> off,
            @DefaultValue WebhookProperties webhook) {}

    /**
     * Who is told of alerts.
     *
     * @param uri the address, https
     * @param secret base64 of at least 24 random bytes, with which messages are signed
     */
    record WebhookProperties(@Nullable URI uri, @Nullable String secret) {
        @Override
        public String toString() {
            return "WebhookProperties[uri=" + uri + "]";
        }
    }

    /**
     * The pages on which people manage keys.
     *
     * @param path where they are, such as {@code /settings/api-keys}; nowhere by default
     * @param apiPath where the same is as JSON; nowhere by default
     * @param permissions the permissions that are offered, each with a label
     * @param title the title of the pages
     * @param login where people log in
     * @param backUrl where a link leads back to
     * @param backText the text of that link
     * @param stylesheet a style sheet of the same origin
     * @param exampleUrl a URL of the API, which the pages show
     * @param trustedOrigins the origins of the pages, if a proxy changes the Host header
     */
    record ConsoleProperties(
            @Nullable String path,
            @Nullable String apiPath,
            @DefaultValue List<PermissionProperties> permissions,
            @Nullable String title,
            @Nullable String login,
            @Nullable String backUrl,
            @DefaultValue("Back") String backText,
            @Nullable String stylesheet,
            @Nullable String exampleUrl,
            @DefaultValue List<String> trustedOrigins) {}

    /**
     * A permission that the console offers.
     *
     * @param permission the permission, such as {@code flows:read}
     * @param label what the page says, such as {@code See flows}
     */
    record PermissionProperties(
            @Nullable String permission, @Nullable String label) {}
}
