package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.admin.Actor;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.Pepper;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.LimitScope;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.ForwardingApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.JsonFileApiKeyStore;
import io.keystile.store.StoreException;
import io.keystile.store.StoreFacts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store knows its brand and its peppers, and whoever disagrees is refused. */
class StoreAgreementTest {
    private final ApiKeyStore store = new InMemoryApiKeyStore();

    private static byte[] bytes(long seed) {
        byte[] secret = new byte[Pepper.MIN_BYTES];
        new Random(seed).nextBytes(secret);
        return secret;
    }

    private static Pepper pepper(int version, long seed) {
        return Pepper.of(version, bytes(seed));
    }

    private static KeystileBuilder on(ApiKeyStore store, String brand, Pepper... peppers) {
        KeystileBuilder builder = Keystile.builder(store, brand).environments("live");
        return peppers.length == 0 ? builder : builder.hasher(SecretHasher.peppered(peppers));
    }

    private void start(String brand, Pepper... peppers) {
        on(store, brand, peppers).build().close();
    }

    @Test
    void anotherBrandIsRefusedWithWhatToDo() {
        start("pk");
        assertThatThrownBy(() -> start("acme"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("have the brand \"pk\"")
                .hasMessageContaining("\"acme\" is configured")
                .hasMessageContaining(".alsoAccept(ApiKeyFormat.ofBrand(\"pk\"))");
        assertThat(store.facts().orElseThrow().brand()).isEqualTo("pk");
    }

    @Test
    void anotherPepperOfTheSameVersionIsRefusedWithWhatToDo() {
        Pepper right = pepper(1, 1);
        Pepper wrong = pepper(1, 2);
        start("pk", right);
        assertThatThrownBy(() -> start("pk", wrong))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Pepper 1 is not the one")
                .hasMessageContaining(
                        "check value is " + wrong.checkValue() + ", and the store knows " + right.checkValue())
                .hasMessageContaining("a version of its own, such as 2");
        start("pk", right);
    }

    @Test
    void missingPepperIsRefusedBeforeAKeyIsIssuedWithoutOne() {
        start("pk", pepper(1, 1));
        assertThatThrownBy(() -> start("pk"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("hashed with pepper 1, and no pepper is configured");
    }

    @Test
    void authenticatorOfKeysThatAreAdministeredElsewhereIsRefusedToo() {
        start("pk", pepper(1, 1));
        AuthenticatorBuilder otherBrand =
                ApiKeyAuthenticator.builder(store, ApiKeyFormat.ofBrand("acme")).environments("live");
        AuthenticatorBuilder otherPepper = ApiKeyAuthenticator.builder(store, ApiKeyFormat.ofBrand("pk"))
                .environments("live")
                .hasher(SecretHasher.peppered(pepper(1, 2)));
        assertThatThrownBy(otherBrand::build).hasMessageContaining("have the brand \"pk\"");
        assertThatThrownBy(otherPepper::build).hasMessageContaining("Pepper 1 is not the one");
    }

    @Test
    void authenticatorRecordsNothing() {
        ApiKeyAuthenticator.builder(store, ApiKeyFormat.ofBrand("pk"))
                .environments("live")
                .build()
                .close();
        assertThat(store.facts()).isEmpty();
    }

    @Test
    void pepperIsRotatedNodeByNode() {
        Pepper old = pepper(1, 1);
        start("pk", old);
        start("pk", old, Pepper.verifyOnly(2, bytes(2)));
        assertThat(store.facts().orElseThrow().pepperChecks()).containsOnlyKeys(1);
        start("pk", old, pepper(2, 2));
        assertThat(store.facts().orElseThrow().pepperChecks()).containsOnlyKeys(1, 2);
        start("pk", old, Pepper.verifyOnly(2, bytes(2)));
        assertThatThrownBy(() -> start("pk", old, Pepper.verifyOnly(2, bytes(3))))
                .hasMessageContaining("Pepper 2 is not the one");
        start("pk", pepper(2, 2));
        assertThatThrownBy(() -> start("pk", pepper(1, 9), pepper(2, 2))).hasMessageContaining("Pepper 1 is not");
    }

    @Test
    void weakPepperThatOnlyVerifiesLeavesNothingToTestGuessesWith() {
        start("pk", pepper(2, 2), Pepper.verifyOnly(1, "secret".getBytes(StandardCharsets.US_ASCII)));
        assertThat(store.facts().orElseThrow().pepperChecks()).containsOnlyKeys(2);
    }

    @Test
    void messageAboutAWeakPepperLeavesNothingToTestGuessesWith() {
        start("pk", pepper(1, 1));
        Pepper weak = Pepper.verifyOnly(1, "secret".getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(() -> start("pk", weak))
                .hasMessageContaining("Pepper 1 is not the one")
                .hasMessageContaining("the store knows " + pepper(1, 1).checkValue())
                .hasMessageNotContaining(weak.checkValue());
    }

    @Test
    void brandIsReplacedByOneThatAcceptsTheOldOne() {
        start("old");
        on(store, "new").alsoAccept(ApiKeyFormat.ofBrand("old")).build().close();
        assertThat(store.facts().orElseThrow().brand()).isEqualTo("new");
        on(store, "old").alsoAccept(ApiKeyFormat.ofBrand("new")).build().close();
        start("old");
    }

    @Test
    void storeFromBeforeLearnsFromTheFirstThatFits() {
        try (Keystile before = on(new Uncloseable(store), "pk", pepper(1, 1)).build()) {
            before.keys()
                    .createWorkspace(
                            Actor.system("test"),
                            WorkspaceRecord.of("acme", "free"),
                            "live",
                            ApiKeySettings.named("ci"));
        }
        assertThat(store.replaceFacts(store.facts().orElseThrow(), null)).isTrue();
        assertThatThrownBy(() -> start("pk", pepper(2, 2))).hasMessageContaining("v=1");
        assertThat(store.facts()).isEmpty();
        start("pk", pepper(1, 1));
        assertThat(store.facts().orElseThrow().pepperChecks())
                .containsEntry(1, pepper(1, 1).checkValue());
    }

    private static class Uncloseable extends ForwardingApiKeyStore {
        private final ApiKeyStore delegate;

        Uncloseable(ApiKeyStore delegate) {
            this.delegate = delegate;
        }

        @Override
        protected ApiKeyStore delegate() {
            return delegate;
        }

        @Override
        public void close() {}
    }

    /** Another node records its facts just before this one. */
    private static final class Overtaken extends Uncloseable {
        private @Nullable StoreFacts first;

        Overtaken(ApiKeyStore delegate, StoreFacts first) {
            super(delegate);
            this.first = first;
        }

        @Override
        public boolean replaceFacts(@Nullable StoreFacts expected, @Nullable StoreFacts next) {
            if (first != null) {
                assertThat(super.replaceFacts(null, first)).isTrue();
                first = null;
            }
            return super.replaceFacts(expected, next);
        }
    }

    @Test
    void nodesThatStartAtOnceAgreeOrOneIsRefused() {
        start("pk", pepper(1, 1));
        StoreFacts ofOne = store.facts().orElseThrow();
        ApiKeyStore same = new Overtaken(new InMemoryApiKeyStore(), ofOne);
        on(same, "pk", pepper(1, 1), pepper(2, 2)).build().close();
        assertThat(same.facts().orElseThrow().pepperChecks()).containsOnlyKeys(1, 2);
        ApiKeyStore other = new Overtaken(new InMemoryApiKeyStore(), ofOne);
        assertThatThrownBy(() -> on(other, "pk", pepper(1, 7)).build()).hasMessageContaining("Pepper 1 is not the one");
        assertThat(other.facts()).contains(ofOne);
    }

    @Test
    void plansOfTheApplicationThatStartedLastAreKeptAndADifferenceIsLogged() {
        Plans first = Plans.standard();
        Plans second = first.with(Plan.of("free", RateLimit.perMinute(7)).withScope(LimitScope.KEY))
                .with(Plan.of("gold", RateLimit.perSecond(9)).withAllowlists());
        try (LogCapture log = LogCapture.open()) {
            on(store, "pk").plans(first).build().close();
            on(store, "pk").plans(first).build().close();
            assertThat(log.lines()).noneMatch(line -> line.contains("plans"));
            on(store, "pk").plans(second).build().close();
            assertThat(log.lines())
                    .anyMatch(line -> line.startsWith("WARN") && line.contains("in the store: free, gold"));
        }
        assertThat(store.facts().orElseThrow().plans()).isEqualTo(second);
        on(store, "pk").plans(name -> second.find(name)).build().close();
        StoreFacts facts = store.facts().orElseThrow();
        assertThat(facts.plans()).isEqualTo(second);
        assertThat(StoreFacts.parse(facts.toJson())).isEqualTo(facts);
    }

    @Test
    void storeThatCannotBeWrittenIsStillOpened() {
        ApiKeyStore readOnly = new Uncloseable(store) {
            @Override
            public boolean replaceFacts(@Nullable StoreFacts expected, @Nullable StoreFacts next) {
                throw new StoreException("read-only");
            }
        };
        try (LogCapture log = LogCapture.open()) {
            on(readOnly, "pk").build().close();
            assertThat(log.lines())
                    .anyMatch(line -> line.contains("could not record its brand") && line.contains("read-only"));
        }
    }

    @Test
    void fileKeepsWhatItKnows(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("keys.json");
        on(JsonFileApiKeyStore.open(file), "pk", pepper(1, 1)).build().close();
        assertThat(Files.readString(file))
                .contains("\"store\": {\"brand\":\"pk\",\"peppers\":{\"1\":\""
                        + pepper(1, 1).checkValue() + "\"},");
        try (ApiKeyStore again = JsonFileApiKeyStore.open(file)) {
            assertThatThrownBy(() -> on(again, "acme", pepper(1, 1)).build()).hasMessageContaining("\"pk\"");
            assertThatCode(() -> on(new Uncloseable(again), "pk", pepper(1, 1))
                            .build()
                            .close())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void fileWithWrongFactsIsRefused(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("keys.json");
        for (String facts : new String[] {
            "{}",
            "{\"brand\": \"P\"}",
            "{\"brand\": \"pk\", \"peppers\": {\"1\": \"x\"}}",
            "{\"brand\": \"pk\", \"peppers\": {\"0\": \"0123456789abcdef\"}}"
        }) {
            Files.writeString(file, "{\"format\": 1, \"store\": " + facts + ", \"workspaces\": [], \"keys\": []}");
            assertThatThrownBy(() -> JsonFileApiKeyStore.open(file))
                    .as(facts)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("store");
        }
    }
}
