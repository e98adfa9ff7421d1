package io.keystile.benchmarks.timing;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Looks for a difference in time between denials that must not be told apart: an unknown id, a wrong secret, and a secret
 * that is wrong in its last character only.
 *
 * <p>Each round calls every {@link Caller} once, in an order drawn anew, so that whatever disturbs the machine disturbs all
 * of them alike. A pair's differences are trimmed and averaged within blocks of rounds, and the blocks' averages compared
 * with zero (Student's t), which holds also where neighbouring rounds depend on each other. Two pools of the same kind must
 * show no difference, or the experiment sees what is not there; a comparison that stops at the first wrong character must
 * show one, or it would see nothing at all.
 */
public final class TimingExperiment {
    private static final int BLOCKS = 200;
    private static final int WARM_UP_BLOCKS = 20;

    private TimingExperiment() {}

    /** Takes the rounds in each of 200 blocks, 5,000 unless given, and a seed. */
    public static void main(String[] args) {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5_000;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
        System.out.printf(
                Locale.ROOT,
                "%s %s, %d processors, %d blocks of %,d rounds, seed %d%n",
                System.getProperty("java.vm.name"),
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                BLOCKS,
                rounds,
                seed);
        run(rounds, seed).forEach(System.out::println);
    }

    /** Each block has an authenticator and keys of its own, so that where they lie in memory is drawn anew as well. */
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

    /** Fills in the time of each caller in each round. */
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
            throw new IllegalStateException("Every call is to be denied");
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
