package io.keystile.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.redis.WindowCheck.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WindowCheckTest {

    private static Call granted(long begin, long end) {
        return new Call(begin, end, 1, true);
    }

    @Test
    void callsOfOneWindowBeyondTheLimitAreExcess() {
        List<Call> calls = List.of(granted(0, 1), granted(2, 3), granted(4, 99), new Call(5, 6, 1, false));
        assertThat(WindowCheck.of(calls, 2, 100)).isEqualTo(new WindowCheck(4, 3, 3, 1, 2));
    }

    @Test
    void callThatEndsAWindowAfterTheFirstBeganIsInTheNextWindow() {
        List<Call> calls = List.of(granted(0, 1), granted(2, 3), granted(4, 100));
        assertThat(WindowCheck.of(calls, 2, 100)).isEqualTo(new WindowCheck(3, 3, 2, 0, 2));
    }

    @Test
    void callThatLastsAWindowIsInNone() {
        List<Call> calls = List.of(granted(0, 1), granted(2, 3), granted(4, 104));
        assertThat(WindowCheck.of(calls, 2, 100).most()).isEqualTo(2);
        assertThat(WindowCheck.of(calls, 2, 100).excess()).isZero();
    }

    @Test
    void permitsAreCountedNotCalls() {
        List<Call> calls = List.of(new Call(0, 1, 3, true), new Call(2, 3, 4, true));
        assertThat(WindowCheck.of(calls, 5, 100)).isEqualTo(new WindowCheck(2, 7, 7, 4, 3));
    }

    /** Compares with a count of each window, for windows that begin with any call. */
    @Test
    void randomCallsAreCountedAsOneByOne() {
        for (long seed = 0; seed < 500; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Call> calls = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                long begin = random.nextLong(400);
                long end = begin + random.nextLong(random.nextInt(10) == 0 ? 150 : 20);
                calls.add(new Call(begin, end, random.nextLong(1, 4), random.nextInt(4) > 0));
            }
            long most = 0;
            for (Call first : calls) {
                long inside = 0;
                for (Call call : calls) {
                    boolean within = call.begin() >= first.begin() && call.end() < first.begin() + 100;
                    inside += call.granted() && within ? call.permits() : 0;
                }
                most = Math.max(most, inside);
            }
            WindowCheck check = WindowCheck.of(calls, 20, 100);
            assertThat(check.most()).as("seed %d", seed).isEqualTo(most);
            assertThat(check.excess() > 0).as("seed %d", seed).isEqualTo(most > 20);
            assertThat(most - check.excess()).as("seed %d", seed).isLessThanOrEqualTo(20);
        }
    }
}
