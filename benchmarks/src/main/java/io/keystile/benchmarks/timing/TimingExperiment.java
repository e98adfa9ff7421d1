package io.keystile.benchmarks.timing;

import io.keystile.benchmarks.ratelimit.Options;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Measures whether the time of a denial reveals its reason: an unknown id, a wrong secret, or a secret that is wrong in
 * its last character only.
 *
 * <p>Each round calls every {@link Caller} once, in a new random order, so that disturbances of the machine affect all
 * kinds alike. The differences of a pair are trimmed and averaged within blocks of rounds, and the blocks' averages are
 * compared with zero by Student's t, which tolerates dependence between neighbouring rounds. There are two controls:
 * two sets of calls of the same kind must show no difference, and a comparison that stops at the first wrong character
 * must show one.
 */
public final class TimingExperiment {
    private static final int BLOCKS = 200;
    private static final int WARM_UP_BLOCKS = 20;

    private TimingExperiment() {}

    /**
     * Prints the differences. Options: {@code --rounds N} in each of the 200 blocks, 5,000 by default; {@code --seed
     * N}, random by default; {@code --json FILE} also writes them as JSON.
     */
    public static void main(String[] args) throws IOException {
        Options options = Options.of(args, "--rounds", "--seed", "--json");
        int rounds = (int) options.number("--rounds", 5_000);
        long seed = options.number("--seed", System.nanoTime());
        System.out.printf(
                Locale.ROOT,
                "%s %s, %d processors, %d blocks of %,d rounds, seed %d%n",
                System.getProperty("java.vm.name"),
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                BLOCKS,
                rounds,
                seed);
        List<Comparison> comparisons = run(rounds, seed);
        comparisons.forEach(System.out::println);
        options.writeJson(comparisons.stream().map(Comparison::difference).toList());
    }

    /**
     * Runs the experiment. Each block has a new authenticator and new keys, so that their place in memory varies too.
     */
    static List<Comparison> run(int roundsPerBlock, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Comparison> comparisons = Comparison.all();
        for (int block = -WARM_UP_BLOCKS; block < BLOCKS; block++) {
            List<Caller> callers = Callers.inRandomOrder(random);
            long[][] nanos = new long[callers.size()][roundsPerBlock];
            measure(callers, random, new long[callers.size()][roundsPerBlock / 10]);
            measure(callers, random, nanos);
            if (block >= 0) {
                comparisons.forEach(comparison -> comparison.add(callers, nanos));
            }
        }
        return comparisons;
    }

    /** Measures the time of each caller in each round. */
    private static void measure(List<Caller> callers, SplittableRandom random, long[][] nanos) {
        int[] order = IntStream.range(0, callers.size()).toArray();
        int denied = 0;
        for (int round = 0; round < nanos[0].length; round++) {
            shuffle(order, random);
            for (int index : order) {
                Caller caller = callers.get(index);
                int which = random.nextInt(caller.size());
                long start = System.nanoTime();
                boolean granted = caller.call(which);
                nanos[index][round] = System.nanoTime() - start;
                denied += granted ? 0 : 1;
            }
        }
        if (denied != nanos.length * nanos[0].length) {
            throw new IllegalStateException("A call was granted");
        }
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int moved = order[i];
            order[i] = order[other];
            order[other] = moved;
        }
    }
}
