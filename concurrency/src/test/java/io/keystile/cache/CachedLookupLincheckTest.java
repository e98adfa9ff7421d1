package io.keystile.cache;

import io.keystile.concurrency.Interleavings;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** A key that changes while it is read: the cache is as exact as the source, so a change that has ended is seen. */
public class CachedLookupLincheckTest {
    private final TestedCache cache = new TestedCache();

    @Operation
    public long read() {
        return cache.read();
    }

    @Operation(nonParallelGroup = "changes")
    public void changeKey() {
        cache.changeKey();
    }

    @Operation(nonParallelGroup = "changes")
    public void changeWorkspace() {
        cache.changeWorkspace();
    }

    public static class Register {
        private long keyVersion = 1;
        private long workspaceVersion = 1;

        public long read() {
            return TestedCache.numberOf(keyVersion, workspaceVersion);
        }

        public void changeKey() {
            keyVersion++;
        }

        public void changeWorkspace() {
            workspaceVersion++;
        }
    }

    @Test
    void everyReadReturnsTheVersionOfTheSource() {
        Interleavings.check(CachedLookupLincheckTest.class, Register.class, 3);
    }
}
