package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Decision.Granted;
import io.keystile.key.HeldHash;
import io.keystile.key.KeyId;
import io.keystile.key.Pepper;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHash;
import io.keystile.key.SecretHasher;
import io.keystile.key.SeededRandom;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import org.junit.jupiter.api.Test;

class RehashOnUseTest {
    private final TestKeys keys = new TestKeys();
    private final PresentedKey key = TestKeys.FORMAT.generate("live", new SeededRandom(5));
    private final SecretHash outdated = HeldHash.free(key.reveal()
                    .substring(key.reveal().length() - 38, key.reveal().length() - 6))
            .hash();
    private final SecretHasher peppered = SecretHasher.peppered(Pepper.of(1, random(1)), Pepper.of(2, random(2)));

    @Test
    void aKeyThatWorksIsRehashedWithTheNewestPepperAndGoesOnWorking() {
        keys.store.insert(Imports.of(key.id(), outdated));

        use(key.reveal());

        assertThat(hashOf(key.id())).isEqualTo(peppered.hash(key));
        assertThat(use(key.reveal())).isInstanceOf(Granted.class);
        assertThat(record(key.id()).version()).isEqualTo(2);
    }

    @Test
    void aKeyOfAnOlderPepperIsRehashedWhenItIsUsed() {
        SecretHasher before = SecretHasher.peppered(Pepper.of(1, random(1)));
        keys.store.insert(Imports.of(key.id(), before.hash(key)));

        use(key.reveal());

        assertThat(hashOf(key.id()).scheme()).isEqualTo("hmac-sha256$v=2");
    }

    @Test
    void aKeyWhoseHashIsUpToDateIsNotWritten() {
        keys.store.insert(Imports.of(key.id(), peppered.hash(key)));

        use(key.reveal());

        assertThat(record(key.id()).version()).isEqualTo(1);
    }

    @Test
    void aWrongSecretRehashesNothing() {
        keys.store.insert(Imports.of(key.id(), outdated));

        use(Forgery.withOtherSecret(key.reveal()));

        assertThat(hashOf(key.id())).isEqualTo(outdated);
    }

    @Test
    void aKeyThatDoesNotWorkFromWhereItIsUsedIsNotRehashed() {
        ApiKeyRecord imported = Imports.of(key.id(), outdated);
        keys.store.insert(imported);
        keys.store.replace(
                imported.withSettings(ApiKeySettings.named("elsewhere").withAllowlist("10.0.0.0/8")));

        use(key.reveal());

        assertThat(hashOf(key.id())).isEqualTo(outdated);
    }

    @Test
    void aStoreThatCannotBeWrittenIsOnlyRead() {
        keys.store.insert(Imports.of(key.id(), outdated));
        ApiKeyAuthenticator reading = ApiKeyAuthenticator.lookupBuilder(id -> keys.store.find(id), TestKeys.FORMAT)
                .environments("live")
                .build();

        assertThat(reading.decide(TestRequest.bearer(key.reveal()))).isInstanceOf(Granted.class);
        reading.close();

        assertThat(hashOf(key.id())).isEqualTo(outdated);
    }

    /** Closing the authenticator waits for what it has to write. */
    private Decision use(String text) {
        try (ApiKeyAuthenticator authenticator =
                keys.authenticator().hasher(peppered).build()) {
            return authenticator.decide(TestRequest.bearer(text));
        }
    }

    private SecretHash hashOf(KeyId id) {
        return record(id).hash();
    }

    private ApiKeyRecord record(KeyId id) {
        return keys.store.find(id).orElseThrow().key();
    }

    private static byte[] random(long seed) {
        byte[] bytes = new byte[32];
        new SeededRandom(seed).nextBytes(bytes);
        return bytes;
    }
}
