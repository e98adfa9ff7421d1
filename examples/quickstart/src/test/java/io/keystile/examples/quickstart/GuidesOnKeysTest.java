package io.keystile.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthRequest;
import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.Keystile;
import io.keystile.Requirement;
import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeySummary;
import io.keystile.admin.ExpiryReminders;
import io.keystile.admin.IssuedKey;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyId;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.PermissionSet;
import io.keystile.model.Plan;
import io.keystile.model.PlanSource;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.AuditVerification;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.KeyQuery;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs the Java of the guides on keys, plans, peppers, sign-up, pages and tables of the application's own. */
class GuidesOnKeysTest {
    private static final Actor ADMIN = Actor.system("test");
    private static final String PEPPER = "SHXU4sFO0rHgNAuMXlHFBEb8lMT8V7ljz0N2H6KTm0E=";
    private static final String NEW_PEPPER = "t3J1wQm8Zc0XyR5vN7kPbLhGfDsAeUoIi9nM2qWxEzY=";

    private final InMemoryApiKeyStore store = new InMemoryApiKeyStore();
    private final Keystile keystile =
            Keystile.builder(store, "pk").environments("live").build();
    private final JdbcDataSource database = new JdbcDataSource();

    @AfterEach
    void close() {
        keystile.close();
    }

    private record KeyRequest(String key) implements AuthRequest {
        @Override
        public String peerAddress() {
            return "127.0.0.1";
        }

        @Override
        public boolean secure() {
            return true;
        }

        @Override
        public List<String> headers(String name) {
            return name.equalsIgnoreCase("Authorization") ? List.of("Bearer " + key) : List.of();
        }

        @Override
        public Requirement requirement() {
            return Requirement.validKey();
        }
    }

    /** Returns {@code granted}, or the reason of the denial. */
    private static String outcome(ApiKeyAuthenticator authenticator, String key) {
        Decision decision = authenticator.decide(new KeyRequest(key));
        return decision instanceof Denied denied ? denied.reason().name() : "granted";
    }

    private String outcome(String key) {
        return outcome(keystile.authenticator(), key);
    }

    private KeyId idOf(String key) {
        return keystile.keys().unrestricted().list(KeyQuery.ofAll()).stream()
                .map(record -> record.id())
                .filter(id -> key.contains(id.value()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theKeyOfTheGuideIsGranted() {
        assertThat(outcome(AdminGuideSnippets.createKey(keystile))).isEqualTo("granted");
    }

    @Test
    void theHistoryOfTheGuideIsIntact() {
        KeyId id = idOf(AdminGuideSnippets.createKey(keystile));
        Actor ada = Actor.member("ada@example.com", "acme", PermissionSet.NONE);
        AuditVerification verified = AdminGuideSnippets.showHistory(keystile.keys(), ada, id);
        assertThat(verified.isIntact()).isTrue();
        assertThat(verified.entries()).isEqualTo(2);
    }

    @Test
    void thePolicyOfTheGuideIsValid() {
        AdminGuideSnippets.createKey(keystile);
        assertThatCode(() -> AdminGuideSnippets.listBreaches(keystile, AdminGuideSnippets.policies()))
                .doesNotThrowAnyException();
    }

    @Test
    void theServiceOfTheGuideDeniesKeysOfOthers() {
        ApiKeyStore shared = new InMemoryApiKeyStore();
        try (Keystile billing = AdminGuideSnippets.perService(shared)) {
            Actor admin = Actor.system("test");
            ApiKeySettings settings = ApiKeySettings.named("key");
            String own = billing.keys()
                    .issue(admin, "acme", "live", settings.withServices("billing"))
                    .reveal();
            String other = billing.keys()
                    .issue(admin, "acme", "live", settings.withServices("crm"))
                    .reveal();
            assertThat(outcome(billing.authenticator(), own)).isEqualTo("granted");
            assertThat(outcome(billing.authenticator(), other)).isEqualTo("WRONG_SERVICE");
        }
    }

    @Test
    void theChangesOfTheGuideTakeEffect() {
        String key = AdminGuideSnippets.createKey(keystile);

        IssuedKey successor = AdminGuideSnippets.changeKey(keystile.keys(), idOf(key));

        assertThat(outcome(key)).isEqualTo("KEY_REVOKED");
        assertThat(outcome(successor.reveal())).isEqualTo("WORKSPACE_SUSPENDED");
        assertThat(keystile.keys().unrestricted().find(successor.record().id()))
                .hasValueSatisfying(
                        record -> assertThat(record.settings().name()).isEqualTo("deploy, second pipeline"));
    }

    @Test
    void theListenersAndTheReportOfTheGuideRun() {
        try (ExpiryReminders reminders = AdminGuideSnippets.watchKeys(keystile.keys())) {
            assertThat(reminders).isNotNull();
            AdminGuideSnippets.createKey(keystile);
            AdminGuideSnippets.reportUnused(keystile.keys());
        }
    }

    @Test
    void theRoutesOfTheGuideAreValid() {
        assertThatCode(AdminGuideSnippets::routes).doesNotThrowAnyException();
        assertThatCode(AdminGuideSnippets::costs).doesNotThrowAnyException();
    }

    @Test
    void thePlansAndLimitsOfTheGuideApply() {
        try (Keystile withPlans = AdminGuideSnippets.plans(store)) {
            AdminGuideSnippets.limits(withPlans, ADMIN);
            IssuedKey trial = withPlans
                    .keys()
                    .createWorkspace(ADMIN, WorkspaceRecord.of("acme", "trial"), "live", ApiKeySettings.named("key"));

            assertThat(outcome(withPlans.authenticator(), trial.reveal())).isEqualTo("granted");
            assertThat(withPlans.keys().unrestricted().list(KeyQuery.ofWorkspace("team")))
                    .singleElement()
                    .satisfies(key -> assertThat(key.settings().limits()).hasSize(1));
        }
    }

    @Test
    void aPlanOfTheMapIsFound() {
        Map<String, Plan> current = new ConcurrentHashMap<>();
        PlanSource plans = AdminGuideSnippets.planMap(current);
        current.put("gold", Plan.of("gold", RateLimit.perMinute(5)));

        assertThat(plans.find("gold")).isPresent();
        assertThat(plans.find("silver")).isEmpty();
    }

    @Test
    void aChangeOfThePlanTableIsSeenWhenTheKeyIsLoadedAgain() throws SQLException {
        open("plans");
        run("CREATE TABLE plan (name VARCHAR(32) PRIMARY KEY, calls_per_minute BIGINT NOT NULL,"
                + " allowlists BOOLEAN NOT NULL)");
        run("INSERT INTO plan VALUES ('gold', 1, TRUE)");
        try (Keystile withTable = AdminGuideSnippets.planTable(store, database)) {
            String key = withTable
                    .keys()
                    .createWorkspace(ADMIN, WorkspaceRecord.of("acme", "gold"), "live", ApiKeySettings.named("key"))
                    .reveal();
            assertThat(outcome(withTable.authenticator(), key)).isEqualTo("granted");
            assertThat(outcome(withTable.authenticator(), key)).isEqualTo("LIMIT_EXCEEDED");

            run("UPDATE plan SET calls_per_minute = 100");
            withTable.authenticator().invalidateAll();

            assertThat(outcome(withTable.authenticator(), key)).isEqualTo("granted");
        }
    }

    @Test
    void aKeyIsGrantedBeforeAndAfterThePepperIsChanged() {
        byte[] secret = Base64.getDecoder().decode(PEPPER);
        byte[] newSecret = Base64.getDecoder().decode(NEW_PEPPER);
        String key;
        try (Keystile peppered = AdminGuideSnippets.pepper(store, PEPPER)) {
            key = AdminGuideSnippets.createKey(peppered);
            assertThat(outcome(peppered.authenticator(), key)).isEqualTo("granted");
        }
        for (SecretHasher hasher : List.of(
                AdminGuideSnippets.learnPepper(secret, newSecret),
                AdminGuideSnippets.changePepper(secret, newSecret))) {
            try (Keystile next = Keystile.builder(store, "pk")
                    .environments("live")
                    .hasher(hasher)
                    .build()) {
                assertThat(outcome(next.authenticator(), key)).isEqualTo("granted");
            }
        }
        assertThat(store.hashSchemes()).containsExactly("hmac-sha256$v=2");
        assertThatThrownBy(
                        () -> Keystile.builder(store, "pk").environments("live").build())
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aCustomerSignsUpOnce() {
        assertThat(outcome(AdminGuideSnippets.signUp(keystile, "customer-17"))).isEqualTo("granted");

        assertThatThrownBy(() -> AdminGuideSnippets.signUp(keystile, "customer-17"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void thePageShowsAndChangesOnlyTheMembersOwnKeys() {
        String own = AdminGuideSnippets.signUp(keystile, "customer-17");
        String foreign = AdminGuideSnippets.signUp(keystile, "customer-18");
        KeyId foreignId = idOf(foreign);
        Actor member = AdminGuideSnippets.member("ada@example.com", "customer-17");

        IssuedKey successor =
                AdminGuideSnippets.rotate(keystile, member, idOf(own)).orElseThrow();

        List<ApiKeySummary> page = AdminGuideSnippets.page(keystile, member);
        assertThat(page)
                .extracting(ApiKeySummary::id)
                .containsExactlyInAnyOrder(idOf(own), successor.record().id());
        assertThat(page.get(0).displayPrefix()).matches("pk_live_[0-9A-Za-z]{4}…");
        assertThat(keystile.keys()
                        .seenBy(member)
                        .list(AdminGuideSnippets.nextPage(KeyQuery.ofAll().newestFirst(), page.get(1))))
                .isEmpty();
        assertThat(AdminGuideSnippets.rotate(keystile, member, foreignId)).isEmpty();
        assertThat(AdminGuideSnippets.revoke(keystile, member, foreignId)).isEmpty();
        assertThat(AdminGuideSnippets.revoke(keystile, member, idOf(own))).hasValueSatisfying(revoked -> {
            assertThat(revoked.key().status()).isEqualTo(KeyStatus.REVOKED);
            assertThat(revoked.stillActive()).containsExactly(successor.record());
        });
        assertThat(outcome(foreign)).isEqualTo("granted");
    }

    @Test
    void aKeyInTheApplicationsOwnTablesIsGrantedUntilItIsRevoked() throws SQLException {
        open("keys");
        run("CREATE TABLE customer (id VARCHAR(64) PRIMARY KEY, plan VARCHAR(32) NOT NULL, blocked BOOLEAN NOT NULL)");
        run("CREATE TABLE api_key (id VARCHAR(64) PRIMARY KEY, customer_id VARCHAR(64) NOT NULL REFERENCES customer,"
                + " name VARCHAR(100) NOT NULL, secret_hash VARCHAR(512) NOT NULL, permissions VARCHAR(500) NOT NULL,"
                + " revoked BOOLEAN NOT NULL)");
        PresentedKey key = ApiKeyFormat.ofBrand("pk").generate("live", new SecureRandom());
        String hash = SecretHasher.sha256().hash(key).encoded();
        String plaintext = key.reveal();
        run("INSERT INTO customer VALUES ('customer-17', 'free', FALSE)");
        run("INSERT INTO api_key VALUES ('" + key.id().value() + "', 'customer-17', 'ci', '" + hash
                + "', 'flows:read flows:execute', FALSE)");

        try (ApiKeyAuthenticator authenticator = AdminGuideSnippets.ownTables(database)) {
            assertThat(outcome(authenticator, plaintext)).isEqualTo("granted");

            run("UPDATE api_key SET revoked = TRUE");
            AdminGuideSnippets.invalidate(authenticator, key.id(), "customer-17");

            assertThat(outcome(authenticator, plaintext)).isEqualTo("KEY_REVOKED");
        }
    }

    private void open(String name) {
        database.setURL("jdbc:h2:mem:guides-" + name + ";DB_CLOSE_DELAY=-1");
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
