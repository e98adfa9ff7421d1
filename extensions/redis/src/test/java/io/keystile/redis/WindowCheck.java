package io.keystile.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/**
 * What a limiter did with calls, against what its limit allows.
 *
 * @param tries the number of calls
 * @param admitted the permits of the granted calls
 * @param most the most permits of calls wholly within a half-open window
 * @param excess the permits that must be taken away so that no window holds more than the limit
 * @param exact the permits that an exact log of admissions grants to the same calls
 */
record WindowCheck(long tries, long admitted, long most, long excess, long exact) {

    /** A call, with readings of one clock from before and after it. */
    record Call(long begin, long end, long permits, boolean granted) {}

    /** Checks calls of all nodes and threads, in any order. */
    static WindowCheck of(List<Call> calls, long limit, long window) {
        List<Call> granted = calls.stream().filter(Call::granted).toList();
        long admitted = granted.stream().mapToLong(Call::permits).sum();
        return new WindowCheck(
                calls.size(),
                admitted,
                most(granted, window),
                excess(granted, limit, window),
                exact(calls, limit, window));
    }

    /** Returns the percentage of what an exact log admits. */
    double ofExact() {
        return 100.0 * admitted / exact;
    }

    /**
     * A call that lasts a window or longer lies in none. Of the others, all that begin before x end before x + window.
     * So those that lie within [x, x + window) are those that end before x + window, less those that begin before x.
     */
    private static long most(List<Call> granted, long window) {
        List<Call> shorter = new ArrayList<>(granted);
        shorter.removeIf(call -> call.end() - call.begin() >= window);
        Call[] byBegin = shorter.toArray(Call[]::new);
        Call[] byEnd = byBegin.clone();
        Arrays.sort(byBegin, Comparator.comparingLong(Call::begin));
        Arrays.sort(byEnd, Comparator.comparingLong(Call::end));
        long most = 0;
        long begunBefore = 0;
        long endedBefore = 0;
        int ended = 0;
        for (Call first : byBegin) {
            while (ended < byEnd.length && byEnd[ended].end() < first.begin() + window) {
                endedBefore += byEnd[ended].permits();
                ended++;
            }
            most = Math.max(most, endedBefore - begunBefore);
            begunBefore += first.permits();
        }
        return most;
    }

    /** Takes calls in the order of their ends into a log, unless they exceed it together with calls in their window. */
    private static long excess(List<Call> granted, long limit, long window) {
        List<Call> byEnd = new ArrayList<>(granted);
        byEnd.sort(Comparator.comparingLong(Call::end));
        PriorityQueue<Call> counting = new PriorityQueue<>(Comparator.comparingLong(Call::begin));
        long counted = 0;
        long excess = 0;
        for (Call call : byEnd) {
            while (!counting.isEmpty() && counting.element().begin() <= call.end() - window) {
                counted -= counting.remove().permits();
            }
            if (call.begin() <= call.end() - window) {
                continue;
            }
            if (counted + call.permits() > limit) {
                excess += call.permits();
            } else {
                counting.add(call);
                counted += call.permits();
            }
        }
        return excess;
    }

    /** Returns the permits that an exact log of admissions grants to these calls, at the times at which they begin. */
    static long exact(List<Call> calls, long limit, long window) {
        List<Call> byBegin = new ArrayList<>(calls);
        byBegin.sort(Comparator.comparingLong(Call::begin));
        Deque<Call> counting = new ArrayDeque<>();
        long counted = 0;
        long exact = 0;
        for (Call call : byBegin) {
            while (!counting.isEmpty() && counting.element().begin() + window <= call.begin()) {
                counted -= counting.remove().permits();
            }
            if (counted + call.permits() <= limit) {
                counting.add(call);
                counted += call.permits();
                exact += call.permits();
            }
        }
        return exact;
    }
}
