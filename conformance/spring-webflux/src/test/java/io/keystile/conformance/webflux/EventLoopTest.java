package io.keystile.conformance.webflux;

import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthenticatorBuilder;
import io.keystile.Decision;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.Routes;
import io.keystile.model.ApiKeySettings;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.ratelimit.RateLimiter;
import io.keystile.ratelimit.SlidingWindowRateLimiter;
import io.keystile.spring.webflux.ApiKeyWebFilter;
import io.keystile.spring.webflux.ExchangeAuthenticator;
import io.keystile.store.ApiKeyLookup;
import io.keystile.testkit.Answer;
import io.keystile.testkit.ContractServer;
import io.keystile.testkit.TestKeys;
import io.keystile.testkit.WireClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.core.Ordered;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What the filter does in which thread, with one thread for calls that may block and a queue of one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventLoopTest {
    private static final int SECONDS = 10;

    private final TestKeys keys = new TestKeys();
    private final Gate lookUps = new Gate();
    private final Gate limits = new Gate();
    private final Queue<Decision> events = new ConcurrentLinkedQueue<>();
    private final CountedRefunds limiter = new CountedRefunds();
    private final Cancellations cancellations = new Cancellations();
    private final CountedTasks oneThread = new CountedTasks();
    private final ApiKeyAuthenticator authenticator = authenticator(id -> {
                lookUps.pass();
                return keys.store().find(id);
            })
            .rateLimiter(limiter)
            .inlineListener(event -> events.add(event.decision()))
            .build();
    private ContractServer server;
    private WireClient client;

    private AuthenticatorBuilder authenticator(ApiKeyLookup lookup) {
        return keys.authenticator(lookup).unknownKeysPerAddress(RateLimit.perMinute(1_000));
    }

    /** A scheduler of one thread and a queue of one, which reports each task that it has accepted. */
    private static final class CountedTasks implements Scheduler {
        private final Scheduler delegate = Schedulers.newBoundedElastic(1, 1, "one-thread");
        private final Semaphore accepted = new Semaphore(0);

        @Override
        public Disposable schedule(Runnable task) {
            Disposable scheduled = delegate.schedule(task);
            accepted.release();
            return scheduled;
        }

        @Override
        public Worker createWorker() {
            return delegate.createWorker();
        }

        @Override
        public void dispose() {
            delegate.dispose();
        }
    }

    /** Holds threads back while it is shut, and reports each that arrives. */
    private static final class Gate {
        private final BlockingQueue<String> arrivals = new LinkedBlockingQueue<>();
        private volatile CountDownLatch opened = new CountDownLatch(0);

        void shut() {
            arrivals.clear();
            opened = new CountDownLatch(1);
        }

        void open() {
            opened.countDown();
        }

        void pass() {
            arrivals.add(Thread.currentThread().getName());
            try {
                if (!opened.await(SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("The gate was not opened");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("A thread that waits must not be interrupted", e);
            }
        }

        String arrival() throws InterruptedException {
            String thread = arrivals.poll(SECONDS, TimeUnit.SECONDS);
            assertThat(thread).as("a thread that arrives").isNotNull();
            return thread;
        }
    }

    /** A limiter that may block, as that of Redis may. */
    private final class CountedRefunds implements RateLimiter {
        private final RateLimiter local = new SlidingWindowRateLimiter(System::nanoTime);
        private final Semaphore refunds = new Semaphore(0);
        private volatile boolean mayBlock;

        @Override
        public RateLimitResult tryAcquire(List<RateLimitBucket> buckets, long permits) {
            limits.pass();
            return local.tryAcquire(buckets, permits);
        }

        @Override
        public RateLimitResult tryAcquireRefundable(List<RateLimitBucket> buckets, long permits) {
            limits.pass();
            RateLimitResult result = local.tryAcquireRefundable(buckets, permits);
            return result.refundable(() -> {
                boolean refunded = result.refund();
                refunds.release();
                return refunded;
            });
        }

        @Override
        public boolean mayBlock() {
            return mayBlock;
        }
    }

    /** Reports each call that was cancelled, after the filters behind it have learned it. */
    private static final class Cancellations implements WebFilter, Ordered {
        private final Semaphore cancelled = new Semaphore(0);

        @Override
        public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
            return chain.filter(exchange).doFinally(signal -> {
                if (signal == SignalType.CANCEL) {
                    cancelled.release();
                }
            });
        }

        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE;
        }
    }

    @RestController
    static class Threads {
        @GetMapping("/thread")
        String thread() {
            return Thread.currentThread().getName();
        }
    }

    @BeforeAll
    void start() {
        server = WebFluxServers.start("", context -> {
            context.registerBean(Cancellations.class, () -> cancellations);
            context.registerBean(
                    ApiKeyWebFilter.class,
                    () -> new ApiKeyWebFilter(
                            ExchangeAuthenticator.of(authenticator, HttpResponses.of(authenticator), oneThread),
                            Routes.protectAll()));
            context.register(Threads.class);
        });
        client = new WireClient(server.base());
    }

    @BeforeEach
    void limiterDoesNotBlock() {
        limiter.mayBlock = false;
    }

    @AfterAll
    void stop() throws Exception {
        lookUps.open();
        limits.open();
        server.stop().close();
        oneThread.dispose();
        authenticator.close();
    }

    private Answer get(String key) {
        return client.get("/thread", bearer(key));
    }

    private CompletableFuture<Answer> getLater(String key) {
        return CompletableFuture.supplyAsync(() -> get(key));
    }

    private static void assertGranted(CompletableFuture<Answer> answer) {
        assertThat(answer)
                .succeedsWithin(Duration.ofSeconds(SECONDS))
                .extracting(Answer::status)
                .isEqualTo(200);
    }

    /** Sends a request and returns the connection, on which the response is never read. */
    private Socket send(String key) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.base().getPort());
        String request = "GET /thread HTTP/1.1\r\nHost: localhost\r\n" + bearer(key) + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private void hangUp(Socket socket) throws Exception {
        socket.close();
        assertThat(cancellations.cancelled.tryAcquire(SECONDS, TimeUnit.SECONDS))
                .as("the server notices that the client has gone")
                .isTrue();
    }

    @Test
    void onlyTheLookUpLeavesTheEventLoop() throws Exception {
        String key = keys.issue();
        lookUps.shut();
        lookUps.open();

        Answer first = get(key);

        assertThat(lookUps.arrival()).startsWith("one-thread");
        assertThat(first.body())
                .as("the handler's thread, which is not the one that looked up")
                .startsWith("parallel");
        assertThat(get(key).body()).as("the handler's thread, for a cached key").startsWith("reactor-http");
    }

    @Test
    void limiterThatMayBlockLeavesTheEventLoop() throws Exception {
        String key = keys.issue();
        get(key);
        limits.shut();
        limits.open();
        get(key);
        assertThat(limits.arrival()).startsWith("reactor-http");

        limiter.mayBlock = true;
        get(key);

        assertThat(limits.arrival()).startsWith("one-thread");
    }

    @Test
    void fullQueueIsDeniedWhileCachedKeysAreServed() throws Exception {
        String cached = keys.issue();
        get(cached);
        lookUps.shut();
        CompletableFuture<Answer> running = getLater(keys.issue());
        lookUps.arrival();
        oneThread.schedule(() -> {});

        Answer denied = get(keys.issue());

        assertThat(denied.status()).isEqualTo(503);
        assertThat(denied.problemType()).endsWith(":unavailable");
        assertThat(denied.header("Retry-After")).containsExactly("5");
        assertThat(denied.header("Cache-Control")).containsExactly("no-store");
        assertThat(events).last().asString().contains("UNAVAILABLE");
        assertThat(get(cached).status()).isEqualTo(200);
        lookUps.open();
        assertGranted(running);
    }

    @Test
    void callThatIsCancelledInTheQueueIsNotLookedUp() throws Exception {
        String last = keys.issue();
        lookUps.shut();
        CompletableFuture<Answer> running = getLater(keys.issue());
        lookUps.arrival();
        oneThread.accepted.drainPermits();
        Socket waiting = send(keys.issue());
        assertThat(oneThread.accepted.tryAcquire(SECONDS, TimeUnit.SECONDS)).isTrue();
        hangUp(waiting);

        lookUps.open();
        assertGranted(running);
        get(last);

        lookUps.arrival();
        assertThat(lookUps.arrivals)
                .as("look-ups besides the first and the last")
                .isEmpty();
    }

    @Test
    void callThatIsCancelledDuringItsLookUpGetsItsPermitsBack() throws Exception {
        String key = keys.issue("two-a-minute", ApiKeySettings.named("cancelled"));
        lookUps.shut();
        Socket waiting = send(key);
        lookUps.arrival();
        hangUp(waiting);

        lookUps.open();

        assertThat(limiter.refunds.tryAcquire(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(get(key).header("RateLimit")).first().asString().contains(";r=1;");
    }

    @Test
    void callThatIsCancelledInALimiterThatBlocksGetsItsPermitsBack() throws Exception {
        String key = keys.issue("two-a-minute", ApiKeySettings.named("cancelled"));
        assertThat(get(key).header("RateLimit")).first().asString().contains(";r=1;");
        limiter.mayBlock = true;
        limits.shut();
        Socket waiting = send(key);
        limits.arrival();
        hangUp(waiting);

        limits.open();

        assertThat(limiter.refunds.tryAcquire(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(get(key).header("RateLimit")).first().asString().contains(";r=0;");
    }
}
