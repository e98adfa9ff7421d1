package io.keystile.examples.quickstart;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.ApiKeyPrincipal;
import io.keystile.Keystile;
import io.keystile.Requirement;
import io.keystile.adapter.Routes;
import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeySummary;
import io.keystile.admin.ApiKeys;
import io.keystile.admin.ExpiryReminders;
import io.keystile.admin.IssuedKey;
import io.keystile.admin.Overlap;
import io.keystile.admin.Revocation;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyId;
import io.keystile.key.Pepper;
import io.keystile.key.SecretHash;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyPolicy;
import io.keystile.model.LimitScope;
import io.keystile.model.PermissionSet;
import io.keystile.model.Plan;
import io.keystile.model.PlanSource;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.ApiKeyLookup;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.AuditChain;
import io.keystile.store.AuditQuery;
import io.keystile.store.AuditVerification;
import io.keystile.store.ChainedEntry;
import io.keystile.store.KeyQuery;
import io.keystile.store.ResolvedKey;
import io.keystile.store.StoreException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Java blocks of the guides on keys, plans, peppers and pages. {@link GuidesOnKeysTest} runs them. */
@SuppressWarnings("UnusedVariable")
final class AdminGuideSnippets {
    private static final Logger LOG = LoggerFactory.getLogger(AdminGuideSnippets.class);

    private AdminGuideSnippets() {}

    static String createKey(Keystile keystile) {
        // begin docs/keys.md
        ApiKeys keys = keystile.keys();
        Actor admin = Actor.system("deployment");
        keys.createWorkspace(admin, WorkspaceRecord.of("acme", "free"));
        ApiKeySettings settings = ApiKeySettings.named("deploy pipeline")
                .withPermissions("flows:execute", "flows:read")
                .withOwner("platform team")
                .withTags("team:platform");
        IssuedKey key = keys.issue(admin, "acme", "live", settings);
        String plaintext = key.reveal(); // pk_live_…: show it to its owner; a second call throws
        // end
        return plaintext;
    }

    static Keystile perService(ApiKeyStore store) {
        // begin docs/keys.md
        ApiKeySettings invoices =
                ApiKeySettings.named("invoices").withPermissions("invoices:*").withServices("billing");
        Keystile billing = Keystile.builder(store, "pk")
                .environments("live")
                .service("billing")
                .build();
        // end
        billing.keys()
                .createWorkspace(Actor.system("deployment"), WorkspaceRecord.of("acme", "free"), "live", invoices);
        return billing;
    }

    static IssuedKey changeKey(ApiKeys keys, KeyId id) {
        // begin docs/keys.md
        Actor ada = Actor.member("ada@example.com", "acme", PermissionSet.of("flows:*")); // from your log-in
        IssuedKey successor =
                keys.rotate(ada, id, Overlap.of(Duration.ofDays(7))).orElseThrow(); // both keys work for 7 days
        ApiKeyRecord seen = keys.seenBy(ada).find(successor.record().id()).orElseThrow();
        keys.update(ada, seen, seen.settings().withName("deploy, second pipeline"));
        keys.disable(ada, id); // until keys.enable(ada, id)
        Revocation revoked = keys.revoke(ada, id, "leaked in a build log").orElseThrow(); // for ever
        revoked.stillActive().forEach(key -> LOG.warn("{} still works", key.id())); // here, the successor
        keys.suspendWorkspace(Actor.system("billing"), "acme"); // denies all of its keys, until resumeWorkspace
        // end
        return successor;
    }

    static AuditVerification showHistory(ApiKeys keys, Actor ada, KeyId id) {
        // begin docs/keys.md
        AuditQuery query = AuditQuery.ofKey(id).withLimit(50); // or ofWorkspace("acme"); newest first
        List<ChainedEntry> newest = keys.seenBy(ada).audit(query);
        newest.forEach(each -> LOG.info(
                "{} {} by {}",
                each.entry().time(),
                each.entry().action(),
                each.entry().actor()));
        List<AuditChain> known = List.of(); // those of the last verification, kept elsewhere
        AuditVerification verified = keys.unrestricted().verifyAudit(known);
        verified.faults().forEach(fault -> LOG.error("{}: {}", fault.workspace(), fault.problem()));
        // end
        return verified;
    }

    static ExpiryReminders watchKeys(ApiKeys keys) {
        // begin docs/keys.md
        keys.onChange(event -> LOG.info("{} by {}", event, event.actor()));
        ExpiryReminders reminders = ExpiryReminders.start(
                keys,
                List.of(Duration.ofDays(14), Duration.ofDays(3), Duration.ofDays(1)),
                reminder -> LOG.warn("Key {} expires at {}", reminder.key().id(), reminder.expiresAt()));
        // end
        return reminders;
    }

    static void reportUnused(ApiKeys keys) {
        // begin docs/keys.md
        Instant quarter = Instant.now().minus(Duration.ofDays(90));
        keys.unrestricted()
                .forEach(
                        KeyQuery.ofAll().withTag("team:platform").unusedSince(quarter),
                        key -> LOG.info("Key {} has not been used for 90 days", key.id()));
        // end
    }

    static Routes routes() {
        // begin docs/permissions.md
        Routes routes = Routes.protectAll()
                .open("/health")
                .open("GET /docs/**")
                .require("GET /flows/**", "flows:read")
                .require("POST /flows/*/execute", "flows:execute");
        // end
        return routes;
    }

    static Routes keyOrToken(ApiKeyStore store) {
        // begin docs/permissions.md
        Keystile keystile = Keystile.builder(store, "pk")
                .environments("live")
                .ignoreOtherBearerTokens()
                .build();
        Routes routes = Routes.protectAll()
                .optional("GET /flows/*", Requirement.permission("flows:read"))
                .require("/admin/**", "admin:all");
        // end
        keystile.close();
        return routes;
    }

    static boolean caller(HttpServletRequest request) {
        // begin docs/permissions.md
        ApiKeyPrincipal caller = (ApiKeyPrincipal) request.getUserPrincipal();
        String workspace = caller.workspace();
        boolean mayDelete = request.isUserInRole("flows:delete");
        // end
        return mayDelete;
    }

    static Keystile plans(ApiKeyStore store) {
        // begin docs/plans.md
        Plans plans = Plans.standard()
                .with(Plan.of("free", RateLimit.perMinute(60), RateLimit.perDay(1_000)))
                .with(Plan.of("trial", RateLimit.of("burst", 10, Duration.ofSeconds(1)))
                        .withScope(LimitScope.KEY));
        Keystile keystile =
                Keystile.builder(store, "pk").environments("live").plans(plans).build();
        // end
        return keystile;
    }

    static void limits(Keystile keystile, Actor admin) {
        // begin docs/plans.md
        WorkspaceRecord custom = WorkspaceRecord.of("team", "enterprise").withLimits(RateLimit.perMinute(25_000));
        ApiKeySettings batch = ApiKeySettings.named("batch").withLimits(RateLimit.perMinute(5_000));
        keystile.keys().createWorkspace(admin, custom, "live", batch);
        // end
    }

    static Plans policies() {
        // begin docs/plans.md
        KeyPolicy policy = KeyPolicy.NONE
                .withLongestLife(Duration.ofDays(90)) // each key expires within 90 days of its issue
                .withMostLiveKeys(10) // of a workspace on this plan
                .withEnvironments("live") // keys are issued for these environments only
                .withLongestIdle(Duration.ofDays(30)); // a key that is not used for so long ends
        Plans plans =
                Plans.standard().with(Plan.of("pro", RateLimit.perMinute(1_000)).withPolicy(policy));
        // end
        return plans;
    }

    static void listBreaches(Keystile keystile, Plans plans) {
        // begin docs/plans.md
        keystile.keys()
                .unrestricted()
                .forEachBreach(plans, breach -> LOG.info("{}: {}", breach.key().id(), breach.reason()));
        // end
    }

    static Routes costs() {
        // begin docs/plans.md
        Requirement execute = Requirement.permission("flows:execute").withCost(10);
        Requirement free = Requirement.permission("keys:write").withCost(0);
        Routes routes =
                Routes.protectAll().require("POST /flows/*/execute", execute).require("DELETE /keys/*", free);
        // end
        return routes;
    }

    static PlanSource planMap(Map<String, Plan> currentPlans) {
        // begin docs/plans.md
        PlanSource plans = name -> Optional.ofNullable(currentPlans.get(name)); // a ConcurrentHashMap
        // end
        return plans;
    }

    // begin docs/plans.md
    /** Reads plans from a table of the application. */
    record PlanTable(DataSource database) implements PlanSource {
        private static final String QUERY = "SELECT calls_per_minute, allowlists FROM plan WHERE name = ?";

        @Override
        public Optional<Plan> find(String name) {
            try (Connection connection = database.getConnection();
                    PreparedStatement select = connection.prepareStatement(QUERY)) {
                select.setString(1, name);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(plan(name, row)) : Optional.empty();
                }
            } catch (SQLException e) {
                throw new StoreException("The plan could not be read", e);
            }
        }

        private static Plan plan(String name, ResultSet row) throws SQLException {
            Plan plan = Plan.of(name, RateLimit.perMinute(row.getLong("calls_per_minute")));
            return row.getBoolean("allowlists") ? plan.withAllowlists() : plan;
        }
    }
    // end

    static Keystile planTable(ApiKeyStore store, DataSource database) {
        // begin docs/plans.md
        Keystile keystile = Keystile.builder(store, "pk")
                .environments("live")
                .plans(new PlanTable(database))
                .build();
        // end
        return keystile;
    }

    static Keystile pepper(ApiKeyStore store, String keyPepper) {
        // begin docs/peppers.md
        byte[] secret = Base64.getDecoder().decode(keyPepper); // from your secret manager
        Keystile keystile = Keystile.builder(store, "pk")
                .environments("live")
                .hasher(SecretHasher.peppered(Pepper.of(1, secret)))
                .build();
        // end
        return keystile;
    }

    static SecretHasher learnPepper(byte[] secret, byte[] newSecret) {
        // begin docs/peppers.md
        SecretHasher first = SecretHasher.peppered(Pepper.of(1, secret), Pepper.verifyOnly(2, newSecret));
        // end
        return first;
    }

    static SecretHasher changePepper(byte[] secret, byte[] newSecret) {
        // begin docs/peppers.md
        SecretHasher then = SecretHasher.peppered(Pepper.of(1, secret), Pepper.of(2, newSecret));
        // end
        return then;
    }

    // begin docs/sign-up.md
    /** Creates the workspace of a new customer, and returns its first key to be shown once. */
    static String signUp(Keystile keystile, String customerId) {
        WorkspaceRecord workspace = WorkspaceRecord.of(customerId, "free").withCeiling(PermissionSet.of("flows:*"));
        ApiKeySettings settings = ApiKeySettings.named("first key").withPermissions("flows:*");
        IssuedKey key = keystile.keys().createWorkspace(Actor.system("sign-up"), workspace, "live", settings);
        return key.reveal();
    }
    // end

    static Actor member(String userName, String customerId) {
        // begin docs/own-page.md
        Actor member = Actor.member(userName, customerId, PermissionSet.of("flows:*")); // from your session
        // end
        return member;
    }

    // begin docs/own-page.md
    /** Returns up to 50 keys of the member's workspace, the newest first. */
    static List<ApiKeySummary> page(Keystile keystile, Actor member) {
        return keystile.keys()
                .seenBy(member)
                .listSummaries(KeyQuery.ofAll().newestFirst().withLimit(50));
    }
    // end

    static KeyQuery nextPage(KeyQuery query, ApiKeySummary last) {
        // begin docs/own-page.md
        KeyQuery next = query.after(new KeyQuery.Position(last.createdAt(), last.id()));
        // end
        return next;
    }

    // begin docs/own-page.md
    /** Rotates a key; empty, for a 404, if the member's workspace has no such key. */
    static Optional<IssuedKey> rotate(Keystile keystile, Actor member, KeyId id) {
        ApiKeys keys = keystile.keys();
        return keys.seenBy(member).find(id).flatMap(seen -> keys.rotate(member, id, Overlap.of(Duration.ofDays(7))));
    }

    /** Revokes a key; empty, for a 404, if the member's workspace has no such key. */
    static Optional<Revocation> revoke(Keystile keystile, Actor member, KeyId id) {
        ApiKeys keys = keystile.keys();
        return keys.seenBy(member).find(id).flatMap(seen -> keys.revoke(member, id, "revoked on the page"));
    }
    // end

    // begin docs/own-page.md
    /** Writes a new key into the response to the POST that issued it. */
    static void showOnce(HttpServletResponse response, IssuedKey issued) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().println(issued.reveal());
    }
    // end

    // begin docs/own-tables.md
    /** Reads keys from the tables of the application. */
    record OwnTables(DataSource database) implements ApiKeyLookup {
        private static final String QUERY = "SELECT k.customer_id, k.name, k.secret_hash, k.permissions, k.revoked,"
                + " c.plan, c.blocked FROM api_key k JOIN customer c ON c.id = k.customer_id WHERE k.id = ?";

        @Override
        public Optional<ResolvedKey> find(KeyId id) {
            try (Connection connection = database.getConnection();
                    PreparedStatement select = connection.prepareStatement(QUERY)) {
                select.setString(1, id.value());
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(resolved(id, row)) : Optional.empty();
                }
            } catch (SQLException e) {
                throw new StoreException("The key could not be read", e);
            }
        }

        private static ResolvedKey resolved(KeyId id, ResultSet row) throws SQLException {
            String customer = row.getString("customer_id");
            SecretHash hash = SecretHash.parse(row.getString("secret_hash"));
            ApiKeySettings settings = ApiKeySettings.named(row.getString("name"))
                    .withPermissions(row.getString("permissions").split(" ", -1));
            ApiKeyRecord key = ApiKeyRecord.existing(id, customer, "live", hash).withSettings(settings);
            WorkspaceRecord workspace =
                    WorkspaceRecord.of(customer, row.getString("plan")).withSuspended(row.getBoolean("blocked"));
            return new ResolvedKey(row.getBoolean("revoked") ? key.revoked(null) : key, workspace);
        }
    }
    // end

    static ApiKeyAuthenticator ownTables(DataSource database) {
        // begin docs/own-tables.md
        ApiKeyFormat format = ApiKeyFormat.ofBrand("pk");
        ApiKeyAuthenticator authenticator = ApiKeyAuthenticator.lookupBuilder(new OwnTables(database), format)
                .environments("live")
                .build();
        // end
        return authenticator;
    }

    static void invalidate(ApiKeyAuthenticator authenticator, KeyId id, String customerId) {
        // begin docs/own-tables.md
        authenticator.invalidate(id); // after a change of the key's row
        authenticator.invalidateWorkspace(customerId); // after a change of the customer's row
        // end
    }
}
