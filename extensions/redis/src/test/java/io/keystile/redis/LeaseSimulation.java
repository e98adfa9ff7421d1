package io.keystile.redis;

import io.keystile.redis.WindowCheck.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that lease permits of one to three limits from a server, in simulated time. Requests and replies are delayed,
 * lost, repeated and reordered; nodes die, and pause between a reading of their clock and its use; all clocks differ in
 * rate by up to 500 parts per million. The same seed gives the same run.
 */
final class LeaseSimulation {

    private static final long SECOND = 1_000_000_000;
    private static final long MILLI = 1_000_000;
    private static final long TIMEOUT = 100 * MILLI;

    /** The permits of a limit that count on the server. */
    private static final class Shared {
        final long permits;
        final long windowSeconds;
        final TreeMap<Long, Long> counts = new TreeMap<>();

        Shared(long permits, long windowSeconds) {
            this.permits = permits;
            this.windowSeconds = windowSeconds;
        }

        long used(long micros) {
            counts.headMap(micros - windowSeconds * 1_000_000, true).clear();
            return counts.values().stream().mapToLong(Long::longValue).sum();
        }

        long stamp(long micros) {
            long block = windowSeconds * 1_000_000 / 64;
            return permits <= 128 ? micros : (micros / block + 1) * block;
        }

        void giveBack(long stamp, int back) {
            counts.computeIfPresent(stamp, (key, count) -> count >= back ? count - back : count);
        }
    }

    /** One of the limits on a node; the lease is null for a limit that is always decided on the server. */
    private record Limit(Shared shared, @Nullable LeasedLimit leased) {}

    private final class Node {
        final double rate = clockRate();
        final long origin = random.nextLong();
        final List<Limit> limits = new ArrayList<>();
        boolean alive = true;
        long deniedUntil;

        Node() {
            for (Shared shared : server) {
                boolean leasable = leases && shared.permits > 128;
                limits.add(new Limit(shared, leasable ? new LeasedLimit(shared.windowSeconds, clock()) : null));
            }
        }

        long clock() {
            return origin + (long) (now * rate);
        }
    }

    private record Event(long time, long order, Runnable run) {}

    /** What the server decided: one element for each limit that it was asked for. */
    private record Reply(boolean granted, long micros, List<Integer> leased, List<Long> stamps) {}

    private final SplittableRandom random;
    private final boolean leases;
    private final boolean lulls;
    private final int calm;
    private final boolean faults;
    private final PriorityQueue<Event> events = new PriorityQueue<>(
            (a, b) -> a.time() == b.time() ? Long.compare(a.order(), b.order()) : Long.compare(a.time(), b.time()));
    private final List<Shared> server = new ArrayList<>();
    private final double serverRate;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private long now;
    private long order;
    long roundTrips;

    LeaseSimulation(long seed, boolean leases, boolean faults, int limits) {
        this.leases = leases;
        this.random = new SplittableRandom(seed);
        this.lulls = faults && random.nextBoolean();
        this.faults = faults;
        this.calm = new int[] {1, 20, 1_000_000}[random.nextInt(3)];
        this.serverRate = clockRate();
        for (int i = 0; i < limits; i++) {
            boolean small = i > 0 && random.nextBoolean();
            server.add(new Shared(
                    small ? random.nextLong(20, 129) : random.nextLong(129, 2_000), random.nextLong(1, 3 + i)));
        }
        int size = random.nextInt(1, 5);
        for (int i = 0; i < size; i++) {
            nodes.add(new Node());
        }
    }

    private double clockRate() {
        return 1 + (random.nextInt(1001) - 500) / 1e6;
    }

    /** Runs some windows of calls at about three times the smallest limit, in bursts with pauses. */
    void run() {
        double perSecond = server.stream()
                .mapToDouble(shared -> 3.0 * shared.permits / shared.windowSeconds)
                .min()
                .orElseThrow();
        long end = 4 * SECOND;
        if (lulls) {
            burstsAfterLulls(perSecond, end);
        } else {
            burstsAndPauses(perSecond, end);
        }
        if (faults) {
            for (int i = random.nextInt(4); i > 0; i--) {
                int node = random.nextInt(nodes.size());
                at(random.nextLong(end), () -> {
                    nodes.get(node).alive = false;
                    nodes.set(node, new Node());
                });
            }
        }
        while (!events.isEmpty()) {
            Event next = events.remove();
            now = next.time();
            next.run().run();
        }
    }

    private void burstsAndPauses(double perSecond, long end) {
        for (int node = 0; node < nodes.size(); node++) {
            boolean busy = random.nextBoolean();
            for (long time = 0; time < end; busy = !busy) {
                long until = time + random.nextLong(20, 300) * MILLI;
                if (busy) {
                    calls(node, 2 * perSecond / nodes.size(), time, until);
                }
                time = until;
            }
        }
    }

    /** One node leases permits and stops. After a lull, all nodes use up the limit, and what comes back later. */
    private void burstsAfterLulls(double perSecond, long end) {
        long window = server.get(0).windowSeconds * SECOND;
        for (long time = 0; time < end; time += 2 * window) {
            long lull = time + random.nextLong(60, 100) * MILLI;
            calls(0, perSecond, time, lull);
            long flood = lull + random.nextLong(random.nextBoolean() ? 15 : 300) * MILLI;
            for (int node = 0; node < nodes.size(); node++) {
                calls(node, 2 * perSecond / nodes.size(), flood, flood + window / 4);
                calls(node, 2 * perSecond / nodes.size(), time + window, flood + window);
            }
            time = flood + window;
        }
    }

    private void calls(int node, double perSecond, long from, long until) {
        for (long time = from; time < until; time += gap(perSecond)) {
            at(time, () -> begin(nodes.get(node)));
        }
    }

    private long gap(double perSecond) {
        return (long) (-Math.log(1 - random.nextDouble()) * SECOND / perSecond);
    }

    private void at(long time, Runnable run) {
        events.add(new Event(time, order++, run));
    }

    /** A call reads its clock, and may be held up before it uses the reading. */
    private void begin(Node node) {
        long began = now;
        long reading = node.clock();
        at(now + pause(), () -> decide(node, began, reading));
    }

    /** Many faults waste many permits, which would hide that too many are granted: so some runs have few or none. */
    private boolean rarely(int times) {
        return faults && random.nextInt(times * calm) == 0;
    }

    private long pause() {
        return rarely(50) ? random.nextLong(500 * MILLI) : 0;
    }

    private void decide(Node node, long began, long reading) {
        if (!node.alive) {
            return;
        }
        if (now < node.deniedUntil) {
            end(began, false);
            return;
        }
        List<LeasedLimit.@Nullable Lease> taken = new ArrayList<>();
        List<Limit> missing = new ArrayList<>();
        for (Limit limit : node.limits) {
            LeasedLimit.Lease lease =
                    limit.leased() == null ? null : limit.leased().take(1, reading);
            taken.add(lease);
            if (lease == null) {
                missing.add(limit);
            }
        }
        if (missing.isEmpty()) {
            end(began, true);
            return;
        }
        List<LeasedLimit.Ask> asks = new ArrayList<>();
        for (Limit limit : missing) {
            asks.add(
                    limit.leased() == null
                            ? LeasedLimit.Ask.NOTHING
                            : limit.leased().ask(1, node.clock()));
        }
        roundTrips++;
        send(node, began, missing, asks, taken);
    }

    private void send(
            Node node,
            long began,
            List<Limit> missing,
            List<LeasedLimit.Ask> asks,
            List<LeasedLimit.@Nullable Lease> taken) {
        long sentAt = node.clock();
        boolean[] answered = {false};
        Runnable failed = () -> {
            if (!answered[0]) {
                answered[0] = true;
                putBack(taken);
                end(began, false);
            }
        };
        at(now + TIMEOUT, failed);
        boolean harmless = asks.stream().allMatch(ask -> ask.back() == 0);
        int copies = rarely(30) ? 0 : harmless && rarely(30) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            at(now + pause() + delay(), () -> {
                Reply reply = execute(missing, asks);
                int replies = rarely(30) ? 0 : rarely(30) ? 2 : 1;
                for (int j = 0; j < replies; j++) {
                    at(now + delay(), () -> {
                        if (!answered[0] && node.alive) {
                            answered[0] = true;
                            receive(node, missing, sentAt, reply, taken);
                            at(now + pause(), () -> end(began, reply.granted()));
                        }
                    });
                }
            });
        }
    }

    private long delay() {
        long usual = random.nextLong(MILLI / 20, MILLI / 2);
        return rarely(20) ? random.nextLong(150 * MILLI) : usual;
    }

    /** Decides as the script does. */
    private Reply execute(List<Limit> limits, List<LeasedLimit.Ask> asks) {
        long micros = (long) (now * serverRate / 1000) + 1_700_000_000_000_000L;
        boolean granted = true;
        for (int i = 0; i < limits.size(); i++) {
            Shared shared = limits.get(i).shared();
            shared.giveBack(asks.get(i).stamp(), asks.get(i).back());
            granted &= shared.used(micros) + 1 <= shared.permits;
        }
        List<Integer> leased = new ArrayList<>();
        List<Long> stamps = new ArrayList<>();
        for (int i = 0; i < limits.size(); i++) {
            Shared shared = limits.get(i).shared();
            int most = (int) (shared.permits - shared.used(micros) - 1) / 16;
            int lease = granted && shared.permits > 128 ? Math.min(asks.get(i).want(), most) : 0;
            long stamp = shared.stamp(micros);
            if (granted) {
                shared.counts.merge(stamp, 1L + lease, Long::sum);
            }
            leased.add(lease);
            stamps.add(stamp);
        }
        return new Reply(granted, micros, leased, stamps);
    }

    private void receive(
            Node node, List<Limit> limits, long sentAt, Reply reply, List<LeasedLimit.@Nullable Lease> taken) {
        for (int i = 0; i < limits.size(); i++) {
            LeasedLimit leased = limits.get(i).leased();
            if (leased != null && reply.leased().get(i) > 0) {
                leased.leased(
                        reply.leased().get(i),
                        sentAt,
                        reply.micros(),
                        reply.stamps().get(i),
                        0,
                        1);
            }
        }
        if (!reply.granted()) {
            // A quarter of a 64th, as other nodes may give permits back.
            node.deniedUntil = now + limits.get(0).shared().windowSeconds * SECOND / 256;
            putBack(taken);
        }
    }

    private static void putBack(List<LeasedLimit.@Nullable Lease> taken) {
        for (LeasedLimit.Lease lease : taken) {
            if (lease != null) {
                lease.putBack(1);
            }
        }
    }

    private void end(long began, boolean granted) {
        calls.add(new Call(began, now, 1, granted));
    }

    /** Returns the check of each limit, in the time of the server, on which the guarantee is stated. */
    List<WindowCheck> checks() {
        return server.stream()
                .map(shared ->
                        WindowCheck.of(calls, shared.permits, (long) (shared.windowSeconds * SECOND / serverRate)))
                .toList();
    }
}
