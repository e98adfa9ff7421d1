package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.admin.Actor;
import io.keystile.admin.IssuedKey;
import io.keystile.admin.Overlap;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyFormat;
import io.keystile.key.KeyId;
import io.keystile.key.Pepper;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHasher;
import io.keystile.key.SeededRandom;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Plan;
import io.keystile.model.PlanSource;
import io.keystile.model.WorkspaceRecord;
import io.keystile.net.IpAddress;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.ForwardingApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.LastUse;
import io.keystile.store.ResolvedKey;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class KeystileTest {
    private static final Actor ADMIN = Actor.system("test");
    private static final ApiKeySettings SETTINGS = ApiKeySettings.named("ci").withPermissions("flows:read");

    private final ManualTime time = new ManualTime();
    private final List<String> closed = new ArrayList<>();
    private final ApiKeyStore store = new InMemoryApiKeyStore();

    private final ApiKeyStore closeable = new ForwardingApiKeyStore() {
        @Override
        protected ApiKeyStore delegate() {
            return store;
        }

        @Override
        public void close() {
            closed.add("store");
        }
    };

    private KeystileBuilder builder() {
        return Keystile.builder(closeable, "pk")
                .environments("live")
                .clock(time)
                .nanoClock(time::nanos)
                .random(new SeededRandom(1));
    }

    private static byte[] randomBytes() {
        byte[] bytes = new byte[32];
        new SeededRandom(5).nextBytes(bytes);
        return bytes;
    }

    private static IssuedKey signUp(Keystile keystile, String plan) {
        return keystile.keys().createWorkspace(ADMIN, WorkspaceRecord.of("acme", plan), "live", SETTINGS);
    }

    @Test
    void issuedKeyIsGrantedAndRevokedKeyIsDenied() {
        try (Keystile keystile = builder().build()) {
            IssuedKey key = signUp(keystile, "free");
            TestRequest request = TestRequest.bearer(key.reveal()).requiring("flows:read");
            assertThat(keystile.authenticator().decide(request)).isInstanceOf(Granted.class);
            keystile.keys().revoke(ADMIN, key.record().id(), "test");
            assertThat(keystile.authenticator().decide(request))
                    .isInstanceOfSatisfying(
                            Denied.class, denied -> assertThat(denied.reason()).isEqualTo(DenialReason.KEY_REVOKED));
        }
    }

    @Test
    void administrationAndAuthenticatorShareThePepper() {
        SecretHasher peppered = SecretHasher.peppered(Pepper.of(1, randomBytes()));
        try (Keystile keystile = builder().hasher(peppered).build()) {
            IssuedKey key = signUp(keystile, "free");
            assertThat(key.record().hash().scheme()).startsWith("hmac-sha256");
            assertThat(keystile.authenticator().decide(TestRequest.bearer(key.reveal())))
                    .isInstanceOf(Granted.class);
        }
    }

    @Test
    void partsThatDoNotFitAreRefusedAtBuildTime() {
        assertThatThrownBy(() -> Keystile.builder(store, "pk").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(".environments(");
        assertThatThrownBy(
                        () -> builder().alsoAccept(ApiKeyFormat.ofBrand("pk")).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("\"pk\"");
        store.insert(WorkspaceRecord.of("acme", "gold"));
        assertThatThrownBy(() -> builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("acme")
                .hasMessageContaining("gold");
        assertThat(closed).isEmpty();
    }

    @Test
    void pepperThatAStoredKeyNeedsIsRequiredAtBuildTime() {
        try (Keystile keystile = builder()
                .hasher(SecretHasher.peppered(Pepper.of(7, randomBytes())))
                .build()) {
            signUp(keystile, "free");
        }
        assertThatThrownBy(() -> builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("v=7");
    }

    @Test
    void failedBuildLeavesNoThreadBehind() {
        ApiKeyStore broken = new ForwardingApiKeyStore() {
            @Override
            protected ApiKeyStore delegate() {
                return store;
            }

            @Override
            public void onChange(Consumer<StoreChange> listener) {
                throw new StoreException("no change feed");
            }
        };
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        assertThatThrownBy(() -> Keystile.builder(broken, "pk")
                        .environments("live")
                        .listener(event -> {}, 10)
                        .build())
                .isInstanceOf(StoreException.class);
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread))
                        .map(Thread::getName))
                .doesNotContain("keystile-listener");
    }

    @Test
    void closeClosesListenersAndThenTheStoreAndWritesLastUses() {
        AuthListener inline = new ClosingListener("inline");
        AuthListener queued = new ClosingListener("queued");
        Keystile keystile =
                builder().inlineListener(inline).listener(queued, 10).build();
        IssuedKey key = signUp(keystile, "free");
        keystile.authenticator().decide(TestRequest.bearer(key.reveal()).from("192.0.2.7"));

        keystile.close();
        keystile.close();

        assertThat(closed).containsExactly("inline", "queued", "store");
        assertThat(store.lastUses(List.of(key.record().id())))
                .containsEntry(key.record().id(), new LastUse(time.instant(), IpAddress.parse("192.0.2.7")));
    }

    @Test
    void failureToCloseOnePartDoesNotKeepTheOthersOpen() {
        Keystile keystile =
                builder().inlineListener(new ClosingListener("fails")).build();
        keystile.close();
        assertThat(closed).containsExactly("store");
    }

    private final class ClosingListener implements AuthListener, AutoCloseable {
        private final String name;

        ClosingListener(String name) {
            this.name = name;
        }

        @Override
        public void onDecision(AuthEvent event) {}

        @Override
        public void close() {
            if (name.equals("fails")) {
                throw new IllegalStateException("cannot close");
            }
            closed.add(name);
        }
    }

    @Test
    void lastUseCanBeRecordedWithoutAddressesOrNotAtAll() {
        IssuedKey key;
        try (Keystile keystile = builder().lastUseWithoutAddresses().build()) {
            key = signUp(keystile, "free");
            keystile.authenticator().decide(TestRequest.bearer(key.reveal()));
        }
        KeyId id = key.record().id();
        assertThat(store.lastUses(List.of(id))).containsEntry(id, new LastUse(time.instant(), null));
        time.advance(Duration.ofHours(1));
        try (Keystile keystile =
                builder().withoutLastUse().random(new SeededRandom(2)).build()) {
            IssuedKey second = keystile.keys().issue(ADMIN, "acme", "live", SETTINGS);
            keystile.authenticator().decide(TestRequest.bearer(second.reveal()));
            id = second.record().id();
        }
        assertThat(store.lastUses(List.of(id))).isEmpty();
    }

    @Test
    void overlapUntilFirstUseEndsWithoutFurtherWiring() {
        IssuedKey old;
        try (Keystile keystile = builder().build()) {
            old = signUp(keystile, "free");
            IssuedKey next = keystile.keys()
                    .rotate(ADMIN, old.record().id(), Overlap.untilFirstUse(Duration.ofDays(7)))
                    .orElseThrow();
            keystile.authenticator().decide(TestRequest.bearer(next.reveal()));
        }
        assertThat(store.find(old.record().id()).orElseThrow().key().endsAt()).isEqualTo(time.instant());
    }

    @Test
    void plansComeFromTheApplicationsOwnTable() {
        Map<String, Plan> table = new ConcurrentHashMap<>(Map.of("own", Plan.of("own", RateLimit.perMinute(1))));
        PlanSource plans = name -> Optional.ofNullable(table.get(name));
        try (Keystile keystile = builder().plans(plans).build()) {
            TestRequest request =
                    TestRequest.bearer(signUp(keystile, "own").reveal()).requiring("flows:read");
            assertThat(keystile.authenticator().decide(request)).isInstanceOf(Granted.class);
            assertThat(keystile.authenticator().decide(request)).isInstanceOf(Denied.class);

            table.put("own", Plan.of("own", RateLimit.perMinute(5)));
            time.advance(Duration.ofSeconds(31));

            assertThat(keystile.authenticator().decide(request))
                    .as("the change is seen within freshFor")
                    .isInstanceOfSatisfying(
                            Granted.class,
                            granted -> assertThat(granted.limits()
                                            .quotas()
                                            .get(0)
                                            .limit()
                                            .permits())
                                    .isEqualTo(5));
        }
    }

    @Test
    void planSourceThatCannotAnswerIsUnavailableAndNotAMissingPlan() {
        Map<String, Plan> table = new ConcurrentHashMap<>(Map.of("own", Plan.of("own", RateLimit.perMinute(9))));
        PlanSource plans = name -> {
            if (table.isEmpty()) {
                throw new StoreException("down");
            }
            return Optional.ofNullable(table.get(name));
        };
        try (Keystile keystile = builder().plans(plans).build()) {
            TestRequest known = TestRequest.bearer(signUp(keystile, "own").reveal());
            TestRequest unread = TestRequest.bearer(
                    keystile.keys().issue(ADMIN, "acme", "live", SETTINGS).reveal());
            assertThat(keystile.authenticator().decide(known)).isInstanceOf(Granted.class);
            table.clear();
            time.advance(Duration.ofSeconds(31));
            assertThat(keystile.authenticator().decide(known))
                    .as("a remembered key continues")
                    .isInstanceOf(Granted.class);
            assertThat(keystile.authenticator().decide(unread))
                    .isInstanceOfSatisfying(
                            Denied.class, denied -> assertThat(denied.reason()).isEqualTo(DenialReason.UNAVAILABLE));
        }
    }

    @Test
    void lookUpOfTheApplicationsOwnIsReadAgainAfterInvalidate() {
        PresentedKey key = ApiKeyFormat.ofBrand("pk").generate("live", new SeededRandom(3));
        Map<KeyId, ApiKeyRecord> table = new ConcurrentHashMap<>();
        ApiKeyRecord record = ApiKeyRecord.existing(
                key.id(), "acme", "live", SecretHasher.sha256().hash(key));
        table.put(key.id(), record);
        ApiKeyAuthenticator authenticator = ApiKeyAuthenticator.lookupBuilder(
                        id -> Optional.ofNullable(table.get(id))
                                .map(found -> new ResolvedKey(found, WorkspaceRecord.of("acme", "free"))),
                        ApiKeyFormat.ofBrand("pk"))
                .environments("live")
                .clock(time)
                .nanoClock(time::nanos)
                .build();
        TestRequest request = TestRequest.bearer(key.reveal());
        assertThat(authenticator.decide(request)).isInstanceOf(Granted.class);

        table.put(key.id(), record.revoked(null));
        assertThat(authenticator.decide(request)).as("not yet").isInstanceOf(Granted.class);
        for (Runnable invalidate : List.<Runnable>of(
                () -> authenticator.invalidate(key.id()),
                () -> authenticator.invalidateWorkspace("acme"),
                authenticator::invalidateAll)) {
            table.put(key.id(), record);
            authenticator.invalidateAll();
            assertThat(authenticator.decide(request)).isInstanceOf(Granted.class);
            table.put(key.id(), record.revoked(null));
            invalidate.run();
            assertThat(authenticator.decide(request))
                    .as("revoked without a reason is 401")
                    .isInstanceOfSatisfying(
                            Denied.class, denied -> assertThat(denied.reason()).isEqualTo(DenialReason.KEY_REVOKED));
        }
    }

    @Test
    void onlyAFormatOfTheApplicationsOwnCanBeAccepted() {
        KeyFormat own = text -> text.startsWith("own.") && text.length() > 10
                ? PresentedKey.of(text, new KeyId(text.substring(4, 8)), 8, text.length())
                : null;
        PresentedKey key = own.parse("own.abcd-0123456789abcdef0123456789abcdef");
        assertThat(key).isNotNull();
        ApiKeyRecord record = ApiKeyRecord.existing(
                key.id(), "acme", "live", SecretHasher.sha256().hash(key));
        ApiKeyAuthenticator authenticator = ApiKeyAuthenticator.lookupBuilder(
                        id -> Optional.of(new ResolvedKey(record, WorkspaceRecord.of("acme", "free"))), own)
                .environments("live")
                .build();
        assertThat(authenticator.decide(TestRequest.bearer("own.abcd-0123456789abcdef0123456789abcdef")))
                .isInstanceOf(Granted.class);
        assertThat(authenticator.decide(TestRequest.bearer(ApiKeyFormat.ofBrand("pk")
                        .generate("live", new SeededRandom(4))
                        .reveal())))
                .isInstanceOf(Denied.class);
    }

    @Test
    void decoratedStoreKeepsItsRevocations() {
        ApiKeyStore decorated = new ForwardingApiKeyStore() {
            @Override
            protected ApiKeyStore delegate() {
                return store;
            }
        };
        try (Keystile keystile =
                Keystile.builder(decorated, "pk").environments("live").build()) {
            IssuedKey key = signUp(keystile, "free");
            TestRequest request = TestRequest.bearer(key.reveal());
            assertThat(keystile.authenticator().decide(request)).isInstanceOf(Granted.class);
            store.replace(store.find(key.record().id()).orElseThrow().key().revoked("elsewhere"));
            assertThat(keystile.authenticator().decide(request)).isInstanceOf(Denied.class);
        }
    }
}
