package io.keystile.benchmarks.nodes;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Threads that make calls at the same time. */
final class Callers {
    private Callers() {}

    /**
     * Runs a task in each of some threads, and returns the results when all are done.
     *
     * @param task takes the number of the thread, from 0
     * @throws IllegalStateException if a task failed
     */
    static <T> List<T> run(int threads, IntFunction<T> task) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<T>> tasks = IntStream.range(0, threads)
                    .<Callable<T>>mapToObj(thread -> () -> task.apply(thread))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> result : executor.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            executor.shutdownNow();
        }
    }

    /** Makes calls in each of some threads for a time, and returns how many. */
    static long callFor(long millis, int threads, Workload workload) {
        long end = System.nanoTime() + millis * 1_000_000;
        return run(threads, thread -> {
                    int position = thread * 10_007;
                    long calls = 0;
                    do {
                        workload.call(position++);
                        calls++;
                    } while (System.nanoTime() - end < 0);
                    return calls;
                })
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
