package io.keystile.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.redis.LimitCall.Extra;
import io.keystile.redis.LimitScript.Field;
import io.keystile.redis.LimitScript.Reply;
import io.keystile.testkit.RedisProcess;
import io.keystile.testkit.RedisProcess.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import org.jspecify.annotations.Nullable;

/** Compares the script with a plain list of entries, on a clock of the test that also steps back and ahead. */
class LimitScriptPropertyTest {

    private static final long START = 1_796_000_000_123_456L;
    private static final long TIMEOUT = Duration.ofSeconds(5).toNanos();
    private static final List<Server> SERVERS = new ArrayList<>();

    private final LimitScript script = new LimitScript(ServerClock.script());

    private record Server(Program program, RedisProcess process, TestRedis redis, ServerClock clock) {}

    /** A call after the server's clock moved by {@code gap} microseconds. */
    record Call(
            long gap, long cost, long debt, long want, boolean refundable, boolean changed, After after, int older) {}

    /** What happens after a granted call. */
    enum After {
        NOTHING,
        REFUND,
        RETURN_LEASE
    }

    /** Limits, those that take their place in some of the calls, and calls. */
    record Traffic(List<RateLimit> limits, List<RateLimit> changed, List<Call> calls) {}

    @AfterContainer
    static void stop() {
        for (Server server : SERVERS) {
            server.redis().close();
            server.process().close();
        }
        SERVERS.clear();
    }

    @Property(tries = 150)
    void redis70DecidesLikeAList(@ForAll("traffic") Traffic traffic) {
        compare(server(Program.REDIS_7_0), traffic);
    }

    @Property(tries = 150)
    void redis62DecidesLikeAList(@ForAll("traffic") Traffic traffic) {
        compare(server(Program.REDIS_6_2), traffic);
    }

    /** Skips a property where no Valkey is given. An assumption would skip each of its tries instead. */
    private static final class IfValkeyIsGiven implements SkipExecutionHook {
        @Override
        public SkipResult shouldBeSkipped(LifecycleContext context) {
            return Program.VALKEY.isAvailable() ? SkipResult.doNotSkip() : SkipResult.skip("no -Dkeystile.valkey");
        }
    }

    @Property(tries = 150)
    @AddLifecycleHook(IfValkeyIsGiven.class)
    void valkeyDecidesLikeAList(@ForAll("traffic") Traffic traffic) {
        compare(server(Program.VALKEY), traffic);
    }

    @Provide
    Arbitrary<Traffic> traffic() {
        Arbitrary<Long> permits = Arbitraries.oneOf(
                Arbitraries.longs().between(1, 12),
                Arbitraries.longs().between(100, 140),
                Arbitraries.longs().between(129, 3128));
        Arbitrary<List<Long>> permitsOfLimits = permits.list().ofMinSize(1).ofMaxSize(3);
        Arbitrary<Call> calls = Combinators.combine(
                        Arbitraries.oneOf(
                                Arbitraries.just(0L),
                                Arbitraries.longs().between(0, 50_000),
                                Arbitraries.longs().between(0, 1_200_000),
                                Arbitraries.longs().between(-2_000_000, 6_000_000)),
                        Arbitraries.oneOf(
                                Arbitraries.just(1L),
                                Arbitraries.longs().between(1, 40),
                                Arbitraries.longs().between(1, 4000)),
                        Arbitraries.frequencyOf(
                                net.jqwik.api.Tuple.of(9, Arbitraries.just(0L)),
                                net.jqwik.api.Tuple.of(1, Arbitraries.longs().between(1, 200))),
                        Arbitraries.frequencyOf(
                                net.jqwik.api.Tuple.of(7, Arbitraries.just(0L)),
                                net.jqwik.api.Tuple.of(3, Arbitraries.longs().between(1, 300))),
                        Arbitraries.of(true, false),
                        Arbitraries.frequency(net.jqwik.api.Tuple.of(4, false), net.jqwik.api.Tuple.of(1, true)),
                        Arbitraries.of(After.class),
                        Arbitraries.integers().between(0, 3))
                .as(Call::new);
        return Combinators.combine(
                        permitsOfLimits,
                        permitsOfLimits,
                        calls.list().ofMinSize(1).ofMaxSize(60))
                .as((now, later, all) -> new Traffic(limits(now), limits(later, now.size()), all));
    }

    private static List<RateLimit> limits(List<Long> permits) {
        return limits(permits, permits.size());
    }

    private static List<RateLimit> limits(List<Long> permits, int count) {
        List<RateLimit> limits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            limits.add(RateLimit.of("l" + i, permits.get(i % permits.size()), Duration.ofSeconds(1 + 2 * i)));
        }
        return limits;
    }

    private static synchronized Server server(Program program) {
        for (Server server : SERVERS) {
            if (server.program() == program) {
                return server;
            }
        }
        RedisProcess process = RedisProcess.start(program);
        TestRedis redis = TestRedis.jedis(process);
        Server server = new Server(program, process, redis, new ServerClock(redis, START));
        SERVERS.add(server);
        return server;
    }

    private void compare(Server server, Traffic traffic) {
        server.redis().send("FLUSHALL");
        server.clock().set(START);
        List<Model> models = new ArrayList<>();
        for (RateLimit limit : traffic.limits()) {
            models.add(new Model(limit.window().toSeconds() * 1_000_000));
        }
        List<Runnable> returns = new ArrayList<>();
        for (Call call : traffic.calls()) {
            server.clock().advance(call.gap());
            List<RateLimit> limits = call.changed() ? traffic.changed() : traffic.limits();
            LimitCall limitCall = new LimitCall(List.of(new RateLimitBucket("key:a", "acme", limits)));
            Reply reply = run(server, limitCall, call);
            boolean granted = checkCall(
                    models, limits, call, limitCall, reply, server.clock().micros());
            if (granted && call.after() != After.NOTHING) {
                returns.add(giveBack(server, models, limitCall, call, reply));
            }
            // Some permits go back at once, others after later calls.
            if (returns.size() > call.older()) {
                returns.remove(0).run();
            }
        }
    }

    private Reply run(Server server, LimitCall limitCall, Call call) {
        List<Extra> extras = call.debt() == 0 && call.want() == 0
                ? List.of()
                : limitCall.limits().stream()
                        .map(limit -> new Extra(call.debt(), call.want(), 0, 0, 0))
                        .toList();
        return script.run(server.redis(), TIMEOUT, limitCall.command(call.cost(), call.refundable(), extras));
    }

    private static boolean checkCall(
            List<Model> models, List<RateLimit> limits, Call call, LimitCall limitCall, Reply reply, long now) {
        boolean expected = true;
        for (int i = 0; i < limits.size(); i++) {
            models.get(i).begin(now, limits.get(i).permits());
            expected &= models.get(i).waitMicros(call.cost(), call.debt()) == 0;
        }
        assertThat(reply.granted()).isEqualTo(expected);
        assertThat(reply.serverMicros()).isEqualTo(now);
        boolean hasExtras = call.debt() > 0 || call.want() > 0;
        for (int i = 0; i < limits.size(); i++) {
            Model model = models.get(i);
            long wait = model.waitMicros(call.cost(), call.debt());
            long leased = model.spend(expected, call);
            assertThat(limitCall.of(reply, i, Field.WAIT)).isEqualTo(wait);
            assertThat(limitCall.of(reply, i, Field.USED)).isEqualTo(model.used());
            assertThat(limitCall.of(reply, i, Field.RESET)).isEqualTo(model.resetMicros());
            if (hasExtras) {
                assertThat(limitCall.of(reply, i, Field.LEASED)).isEqualTo(leased);
            }
        }
        return expected;
    }

    /** Returns the action that gives permits of a granted call back, and compares whether the server took them. */
    private Runnable giveBack(Server server, List<Model> models, LimitCall limitCall, Call call, Reply granted) {
        boolean told = call.refundable() || call.debt() > 0 || call.want() > 0;
        if (!told) {
            return () -> {};
        }
        List<Extra> extras = new ArrayList<>();
        for (int i = 0; i < limitCall.limits().size(); i++) {
            long stamp = limitCall.of(granted, i, Field.STAMP);
            extras.add(
                    call.after() == After.REFUND
                            ? new Extra(
                                    0,
                                    0,
                                    stamp,
                                    limitCall.limits().get(i).charge(call.cost()),
                                    limitCall.of(granted, i, Field.COUNT))
                            : new Extra(0, 0, stamp, limitCall.of(granted, i, Field.LEASED), 0));
        }
        return () -> {
            Reply reply = script.run(server.redis(), TIMEOUT, limitCall.command(0, false, extras));
            for (int i = 0; i < extras.size(); i++) {
                Model model = models.get(i);
                model.begin(
                        server.clock().micros(),
                        limitCall.limits().get(i).limit().permits());
                boolean returned = model.giveBack(extras.get(i));
                assertThat(limitCall.of(reply, i, Field.RETURNED)).isEqualTo(returned ? 1 : 0);
                assertThat(limitCall.of(reply, i, Field.USED)).isEqualTo(model.used());
            }
        };
    }

    /** A limit as a plain list of entries. */
    private static final class Model {

        private static final class Entry {
            final long stamp;
            long count;

            Entry(long stamp) {
                this.stamp = stamp;
            }
        }

        private final long window;
        private List<Entry> stored = new ArrayList<>();
        private List<Entry> entries = new ArrayList<>();
        private @Nullable Entry refundable;
        private long now;
        private long permits;

        Model(long window) {
            this.window = window;
        }

        void begin(long newNow, long newPermits) {
            now = newNow;
            permits = newPermits;
            entries = new ArrayList<>(stored);
            while (!entries.isEmpty() && entries.get(0).stamp + window <= now) {
                entries.remove(0);
            }
        }

        /** Forgets what has left the window. A call that writes nothing does not: if the clock goes back, it counts. */
        private void write() {
            stored = entries;
        }

        long used() {
            return entries.stream().mapToLong(entry -> entry.count).sum();
        }

        long resetMicros() {
            return entries.stream()
                    .filter(entry -> entry.count > 0)
                    .findFirst()
                    .map(entry -> entry.stamp + window - now)
                    .orElse(0L);
        }

        private long stamp() {
            long block = window / 64;
            long stamp = permits <= 128 ? now : (now / block + 1) * block;
            return entries.isEmpty() ? stamp : Math.max(stamp, entries.get(entries.size() - 1).stamp);
        }

        long waitMicros(long cost, long debt) {
            long missing = used() + debt + Math.min(cost, permits) - permits;
            if (missing <= 0) {
                return 0;
            }
            long returned = 0;
            for (Entry entry : entries) {
                returned += entry.count;
                if (returned >= missing) {
                    return entry.stamp + window - now;
                }
            }
            return stamp() + window - now;
        }

        /** Counts the debt, and if the call is granted its cost and a lease; returns the permits leased. */
        long spend(boolean granted, Call call) {
            long wait = waitMicros(call.cost(), call.debt());
            long amount = call.debt() + (granted ? Math.min(call.cost(), permits) : 0);
            long leased =
                    granted && permits > 128 ? Math.max(0, Math.min(call.want(), (permits - used() - amount) / 16)) : 0;
            if (amount > 0) {
                long stamp = stamp();
                if (entries.isEmpty() || entries.get(entries.size() - 1).stamp != stamp) {
                    entries.add(new Entry(stamp));
                }
                Entry newest = entries.get(entries.size() - 1);
                newest.count += amount + leased;
                refundable = granted && call.refundable() ? newest : null;
                write();
            } else if (wait > 0) {
                refundable = null;
            }
            return leased;
        }

        boolean giveBack(Extra extra) {
            Entry newest = entries.isEmpty() ? null : entries.get(entries.size() - 1);
            Entry entry = entries.stream()
                    .filter(each -> each.stamp == extra.stamp())
                    .findFirst()
                    .orElse(null);
            if (entry == null || entry.count < extra.back()) {
                return false;
            }
            if (extra.expected() > 0 && (entry != newest || refundable != entry || entry.count != extra.expected())) {
                return false;
            }
            entry.count -= extra.back();
            if (entry == newest && entry.count == 0) {
                entries.remove(entry);
            }
            refundable = null;
            write();
            return true;
        }
    }
}
