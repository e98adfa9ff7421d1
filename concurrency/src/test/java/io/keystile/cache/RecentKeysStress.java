package io.keystile.cache;

import io.keystile.key.KeyId;
import java.util.stream.IntStream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A table that grows while a key is found in it: an entry that is present is never missed. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "each entry is found")
@Outcome(expect = Expect.FORBIDDEN, desc = "an entry is missed")
@State
public class RecentKeysStress {
    /** As many as fit into the table before it grows. */
    private static final int FIRST = 64;

    private static final KeyId[] IDS =
            IntStream.rangeClosed(0, FIRST).mapToObj(i -> new KeyId("k" + i)).toArray(KeyId[]::new);

    private static final class Present extends RecentKeys.Entry<Present> {
        Present(KeyId id) {
            super(id);
        }
    }

    private final RecentKeys<Present> keys = new RecentKeys<>(1_000);

    public RecentKeysStress() {
        for (int i = 0; i < FIRST; i++) {
            insert(i);
        }
    }

    private void insert(int key) {
        Present unused = keys.merge(new Present(IDS[key]), (old, fresh) -> fresh);
    }

    private boolean findsAll() {
        for (int i = 0; i < FIRST; i++) {
            if (keys.find(IDS[i]) == null) {
                return false;
            }
        }
        return true;
    }

    @Actor
    public void grow() {
        insert(FIRST);
    }

    @Actor
    public void find(ZZ_Result result) {
        result.r1 = findsAll();
    }

    @Arbiter
    public void after(ZZ_Result result) {
        result.r2 = findsAll() && keys.find(IDS[FIRST]) != null;
    }
}
