package io.keystile.benchmarks.frameworks;

import io.keystile.benchmarks.Zipf;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.PresentedKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keys of a trial, their calls, which all have the same {@link Outcome}, and the order of the calls. Immutable. */
final class Workload {
    static final ApiKeyFormat FORMAT = ApiKeyFormat.ofBrand("pk");
    static final String ENVIRONMENT = "live";

    private static final int DRAWS_PER_KEY = 16;
    private static final long SEED = 42;

    private final Outcome outcome;
    private final List<PresentedKey> keys;
    private final Call[] calls;
    private final int[] draws;

    Workload(int size, Outcome outcome) {
        this.outcome = outcome;
        SecureRandom secrets = new SecureRandom();
        this.keys = Stream.generate(() -> FORMAT.generate(ENVIRONMENT, secrets))
                .limit(size)
                .toList();
        this.calls =
                IntStream.range(0, size).mapToObj(i -> callWith(keys.get(i), i)).toArray(Call[]::new);
        Zipf popularity = new Zipf(size);
        Random random = new Random(SEED);
        // A power of two, so that a mask wraps the position.
        this.draws = IntStream.range(0, Integer.highestOneBit(DRAWS_PER_KEY * size))
                .map(i -> popularity.draw(random))
                .toArray();
    }

    /** Gives each key another address, because the library limits look-ups of unknown keys per address. */
    private static Call callWith(PresentedKey key, int index) {
        String address = "20." + (index >> 16 & 0xff) + "." + (index >> 8 & 0xff) + "." + (index & 0xff);
        return Call.of(key.reveal(), address, key.id().value());
    }

    /** Returns a call of the sequence. Any number is valid; the sequence repeats. */
    Call call(int number) {
        return calls[draws[number & (draws.length - 1)]];
    }

    /** Returns the keys in the framework's table. */
    Stream<PresentedKey> issued() {
        return outcome == Outcome.granted ? keys.stream() : Stream.empty();
    }

    /**
     * Makes a call with every key, and checks the outcome.
     *
     * @throws IllegalStateException if a call has another outcome
     */
    void require(Contender contender) throws Exception {
        for (Call call : calls) {
            @Nullable String expected = outcome == Outcome.granted ? call.name() : null;
            String caller = contender.callerOf(call);
            if (!Objects.equals(caller, expected)) {
                throw new IllegalStateException("Expected caller " + expected + ", got " + caller);
            }
        }
    }
}
