package io.keystile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterLockTest {
    private final Disk disk = new Disk(FileSystems.getDefault());

    @TempDir
    Path folder;

    private WriterLock lock(Duration patience) {
        return new WriterLock(folder.resolve("lock"), disk, patience);
    }

    @Test
    void workRunsAndItsResultComesBack() {
        WriterLock lock = lock(Duration.ZERO);
        assertThat(lock.exclusively(() -> true)).isTrue();
        assertThat(lock.exclusively(() -> false)).isFalse();
    }

    @Test
    void writerThatWaitsTooLongGivesUpWithoutRunning() throws IOException {
        try (FileChannel other =
                        disk.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = other.lock()) {
            assertThat(held.isValid()).isTrue();
            assertThatThrownBy(() -> lock(Duration.ofMillis(5)).exclusively(WriterLockTest::mustNotRun))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("Another writer");
        }
        assertThat(lock(Duration.ZERO).exclusively(() -> true)).isTrue();
    }

    private static boolean mustNotRun() {
        throw new AssertionError("this ran without the lock");
    }

    @Test
    void lockIsGivenBackWhenWorkFails() {
        WriterLock lock = lock(Duration.ZERO);
        assertThatThrownBy(() -> lock.exclusively(() -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
        assertThat(lock(Duration.ZERO).exclusively(() -> true)).isTrue();
    }

    @Test
    void oneObjectDoesNotCloseWhileAnotherHoldsTheLock() {
        WriterLock one = lock(Duration.ofMillis(5));
        WriterLock other = lock(Duration.ofMillis(5));
        other.exclusively(() -> true);
        one.exclusively(() -> {
            assertThatThrownBy(other::close).isInstanceOf(StoreException.class);
            return true;
        });
        other.close();
    }

    @Test
    void closingDoesNotWaitForAnotherProcess() throws Exception {
        WriterLock lock = lock(Duration.ofDays(1));
        lock.exclusively(() -> true);
        try (LockHolder other = LockHolder.of(folder.resolve("lock"))) {
            assertThat(other).isNotNull();
            assertTimeoutPreemptively(Duration.ofMinutes(1), lock::close);
        }
        assertThat(lock(Duration.ofMinutes(1)).exclusively(() -> true)).isTrue();
    }

    @Test
    void unusedLockIsClosedWithoutAFile() {
        lock(Duration.ZERO).close();
        assertThat(folder).isEmptyDirectory();
    }
}
