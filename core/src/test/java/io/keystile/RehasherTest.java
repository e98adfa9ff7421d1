package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.key.KeyId;
import io.keystile.key.SecretHash;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.KeyStatus;
import io.keystile.store.StoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class RehasherTest {
    private static final KeyId ID = new KeyId("imported");
    private static final SecretHash OLD = SecretHash.ofSha512(new byte[64]);
    private static final SecretHash NEW = SecretHash.ofSha256(new byte[32]);

    private final TestKeys keys = new TestKeys();
    private final Queue<Runnable> background = new ArrayDeque<>();
    /** What somebody else does between the reading and the writing. */
    private final Queue<Runnable> meanwhile = new ArrayDeque<>();

    private final List<ApiKeyRecord> written = new ArrayList<>();
    private final Rehasher rehasher = new Rehasher(keys.store, this::replace, background::add, keys.time::nanos);

    RehasherTest() {
        keys.store.insert(Imports.of(ID, OLD));
    }

    @Test
    void theHashIsReplacedAndNothingElse() {
        ApiKeyRecord before = current();

        use();
        runInBackground();

        assertThat(current().hash()).isEqualTo(NEW);
        assertThat(current().version()).isEqualTo(2);
        assertThat(current())
                .usingRecursiveComparison()
                .ignoringFields("hash", "version")
                .isEqualTo(before);
    }

    @Test
    void nothingIsWrittenInTheCallersThread() {
        use();

        assertThat(written).isEmpty();
        assertThat(background).hasSize(1);
    }

    @Test
    void aRevocationBetweenReadingAndWritingIsNotUndone() {
        meanwhile.add(() -> keys.apiKeys.revoke(TestKeys.ADMIN, ID, "leaked"));

        use();
        runInBackground();

        assertThat(current().status()).isEqualTo(KeyStatus.REVOKED);
        assertThat(current().revocationReason()).isEqualTo("leaked");
        assertThat(current().hash()).as("the lost race was run again").isEqualTo(NEW);
    }

    @Test
    void aRevocationBeforeTheWriterComesToItIsNotUndone() {
        use();
        keys.apiKeys.revoke(TestKeys.ADMIN, ID, "leaked");
        runInBackground();

        assertThat(current().status()).isEqualTo(KeyStatus.REVOKED);
    }

    @Test
    void aHashThatSomebodyElseReplacedMeanwhileStays() {
        SecretHash others = SecretHash.ofHmacSha256(1, new byte[32]);
        meanwhile.add(
                () -> assertThat(keys.store.replace(current().rehashed(others))).isTrue());

        use();
        runInBackground();

        assertThat(current().hash()).isEqualTo(others);
    }

    @Test
    void aKeyThatIsGoneIsLeftAlone() {
        rehasher.rehash(new KeyId("gone"), OLD, () -> NEW);
        runInBackground();

        assertThat(written).isEmpty();
    }

    @Test
    void aRaceThatIsAlwaysLostIsGivenUp() {
        for (int i = 0; i < 20; i++) {
            meanwhile.add(() ->
                    assertThat(keys.store.replace(current().rehashed(OLD))).isTrue());
        }

        use();
        runInBackground();

        assertThat(written).hasSize(10);
        assertThat(current().hash()).isEqualTo(OLD);
    }

    @Test
    void aKeyIsTakenOnOnceInAMinuteHoweverOftenItIsUsed() {
        meanwhile.add(() -> {
            throw new StoreException("down");
        });

        try (LogCapture captured = LogCapture.open()) {
            use();
            use();
            runInBackground();
            use();
            assertThat(background).isEmpty();
            assertThat(captured.lines()).singleElement().asString().contains("could not be rehashed");
        }
        assertThat(current().hash()).isEqualTo(OLD);

        keys.time.advance(Duration.ofMinutes(1));
        use();
        runInBackground();

        assertThat(current().hash()).isEqualTo(NEW);
    }

    @Test
    void aBackgroundThatTakesNothingStopsNobody() {
        List<Executor> backgrounds = List.of(
                write -> {
                    throw new RejectedExecutionException("full");
                },
                write -> {
                    throw new OutOfMemoryError("no thread");
                });
        for (Executor broken : backgrounds) {
            new Rehasher(keys.store, this::replace, broken, keys.time::nanos).rehash(ID, OLD, () -> NEW);
        }

        assertThat(current().hash()).isEqualTo(OLD);
    }

    @Test
    void hashThatCannotBeComputedStopsNobody() {
        try (LogCapture captured = LogCapture.open()) {
            rehasher.rehash(ID, OLD, () -> {
                throw new IllegalStateException("no digest");
            });
            assertThat(captured.lines()).singleElement().asString().contains("could not be rehashed");
        }

        assertThat(background).isEmpty();
        assertThat(current().hash()).isEqualTo(OLD);
    }

    private void use() {
        rehasher.rehash(ID, OLD, () -> NEW);
    }

    private void runInBackground() {
        for (Runnable write = background.poll(); write != null; write = background.poll()) {
            write.run();
        }
    }

    private boolean replace(ApiKeyRecord next) {
        written.add(next);
        Runnable change = meanwhile.poll();
        if (change != null) {
            change.run();
        }
        return keys.store.replace(next);
    }

    private ApiKeyRecord current() {
        return keys.store.find(ID).orElseThrow().key();
    }
}
