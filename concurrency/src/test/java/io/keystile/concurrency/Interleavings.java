package io.keystile.concurrency;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * Checks operations against a sequential specification, by Lincheck: every outcome of calls that overlap must be the
 * outcome of some order of them. The scenarios, and the points at which threads take turns, are the same in each run.
 * The model is sequentially consistent, so effects of the memory model are left to the jcstress tests.
 */
public final class Interleavings {
    /** Set by the profile {@code stress}: many interleavings instead of a few. */
    static final boolean STRESS = Boolean.getBoolean("keystile.stress");

    /** Above the length of any loop of the tested classes. A longer loop counts as one that never ends. */
    private static final int LOOP_BOUND = 2_000;

    /** The iterations of a loop after which Lincheck takes it for one that waits, and gives the turn to the other. */
    private static final int WAITING_LOOP = 10;

    /**
     * Classes that share nothing between threads here. Looking into them takes most of the time. No class belongs here
     * that creates an object for threads to share: Lincheck does not let threads take turns at such an object.
     */
    private static final Set<String> UNSHARED = Set.of(
            "java.lang.Math",
            "java.util.List",
            "java.util.Objects",
            "java.util.LinkedHashMap",
            "io.keystile.ratelimit.StateWord",
            "io.keystile.ratelimit.RateLimit",
            "io.keystile.ratelimit.RateLimitResult",
            "io.keystile.ratelimit.Quota");

    private Interleavings() {}

    /**
     * Checks scenarios that Lincheck draws from the operations of {@code tested}.
     *
     * @param specification has the same operations, for one thread
     * @param operations the number of operations in each of the two threads
     */
    public static void check(Class<?> tested, Class<?> specification, int operations) {
        options(specification, 150)
                .iterations(STRESS ? 200 : 6)
                .threads(2)
                .actorsBefore(2)
                .actorsPerThread(operations)
                .actorsAfter(2)
                .check(tested);
    }

    /**
     * Checks scenarios of two threads, of which each calls one of the operations at a time.
     *
     * @param specification has the same operations, for one thread
     * @param before the operations before those of the threads, a list for each group of scenarios
     * @param threads the operations of one thread; each is tried together with itself and with each other
     * @param after the operations after those of the threads
     * @param interleavings how many interleavings are tried for each scenario
     */
    public static void check(
            Class<?> tested,
            Class<?> specification,
            List<String> before,
            List<String> threads,
            String after,
            int interleavings) {
        check(tested, specification, before, threads, after, interleavings, WAITING_LOOP);
    }

    /**
     * Does the same for a tested class with a long loop.
     *
     * @param loopIterations a loop of more iterations counts as one that waits for the other thread, which then takes
     *     its turn
     */
    public static void check(
            Class<?> tested,
            Class<?> specification,
            List<String> before,
            List<String> threads,
            String after,
            int interleavings,
            int loopIterations) {
        ModelCheckingOptions options =
                options(specification, interleavings).iterations(0).loopIterationsBeforeThreadSwitch(loopIterations);
        for (String first : before) {
            for (int one = 0; one < threads.size(); one++) {
                for (int other = one; other < threads.size(); other++) {
                    List<List<Actor>> parallel =
                            List.of(actors(tested, threads.get(one), 1), actors(tested, threads.get(other), 2));
                    options.addCustomScenario(
                            new ExecutionScenario(actors(tested, first, 0), parallel, actors(tested, after, 0), null));
                }
            }
        }
        options.check(tested);
    }

    private static ModelCheckingOptions options(Class<?> specification, int invocations) {
        return new ModelCheckingOptions()
                .invocationsPerIteration(STRESS ? 50 * invocations : invocations)
                .loopBound(LOOP_BOUND)
                .addGuarantee(forClasses(Interleavings::isUnshared).allMethods().ignore())
                .sequentialSpecification(specification);
    }

    private static boolean isUnshared(String name) {
        return UNSHARED.contains(name)
                || name.startsWith("java.util.stream.")
                || name.startsWith("java.util.ImmutableCollections");
    }

    private static List<Actor> actors(Class<?> tested, String operations, int thread) {
        List<Actor> actors = new ArrayList<>();
        for (String operation : Pattern.compile(" ").splitAsStream(operations).toList()) {
            for (Method method : tested.getDeclaredMethods()) {
                if (method.getName().equals(operation)) {
                    actors.add(new Actor(method, method.getParameterCount() == 0 ? List.of() : List.of(thread)));
                }
            }
        }
        return actors;
    }
}
