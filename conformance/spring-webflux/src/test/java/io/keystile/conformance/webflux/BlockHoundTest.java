package io.keystile.conformance.webflux;

import static io.keystile.testkit.TestKeys.apiKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.Routes;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.ratelimit.RateLimiter;
import io.keystile.ratelimit.SlidingWindowRateLimiter;
import io.keystile.spring.webflux.ApiKeyWebFilter;
import io.keystile.spring.webflux.ExchangeAuthenticator;
import io.keystile.testkit.ContractServer;
import io.keystile.testkit.TestKeys;
import io.keystile.testkit.WireClient;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.blockhound.BlockHound;
import reactor.core.scheduler.Schedulers;

/** No call waits in a thread of the event loop, even if each look-up and each call of the limiter does. */
class BlockHoundTest {
    private static final Queue<String> BLOCKED = new ConcurrentLinkedQueue<>();

    private final TestKeys keys = new TestKeys();

    @RestController
    static class Resource {
        @GetMapping("/")
        String resource() {
            return "resource";
        }
    }

    /** Waits as a limiter on a server does. */
    private record WaitingLimiter(RateLimiter local) implements RateLimiter {
        @Override
        public RateLimitResult tryAcquire(List<RateLimitBucket> buckets, long permits) {
            waitAsADriverDoes();
            return local.tryAcquire(buckets, permits);
        }
    }

    private static void waitAsADriverDoes() {
        try {
            new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeAll
    static void install() {
        BlockHound.builder()
                .loadIntegrations()
                .blockingMethodCallback(method ->
                        BLOCKED.add(method + " in " + Thread.currentThread().getName()))
                .install();
    }

    @BeforeEach
    void forget() {
        BLOCKED.clear();
    }

    /** Calls with a valid key twice, with a wrong secret, with an unknown key and without one. */
    private void callInAllWays(Function<ApiKeyAuthenticator, ExchangeAuthenticator> exchanges) throws Exception {
        ApiKeyAuthenticator authenticator = keys.authenticator(id -> {
                    waitAsADriverDoes();
                    return keys.store().find(id);
                })
                .rateLimiter(new WaitingLimiter(new SlidingWindowRateLimiter(System::nanoTime)))
                .build();
        String key = keys.issue();
        try (authenticator;
                ExchangeAuthenticator used = exchanges.apply(authenticator)) {
            ContractServer server = WebFluxServers.start("", context -> {
                context.registerBean(ApiKeyWebFilter.class, () -> new ApiKeyWebFilter(used, Routes.protectAll()));
                context.register(Resource.class);
            });
            try {
                WireClient client = new WireClient(server.base());
                assertThat(client.get("/", apiKey(key)).status()).isEqualTo(200);
                assertThat(client.get("/", apiKey(key)).status()).isEqualTo(200);
                assertThat(client.get("/", apiKey(keys.withOtherSecret(key))).status())
                        .isEqualTo(401);
                assertThat(client.get("/", apiKey(keys.unknown())).status()).isEqualTo(401);
                assertThat(client.get("/").status()).isEqualTo(401);
            } finally {
                server.stop().close();
            }
        }
    }

    @Test
    void noCallWaitsInTheEventLoop() throws Exception {
        callInAllWays(authenticator -> ExchangeAuthenticator.of(authenticator, HttpResponses.of(authenticator)));

        assertThat(BLOCKED).isEmpty();
    }

    @Test
    void waitInTheEventLoopWouldBeNoticed() throws Exception {
        callInAllWays(authenticator ->
                ExchangeAuthenticator.of(authenticator, HttpResponses.of(authenticator), Schedulers.immediate()));

        assertThat(BLOCKED).anyMatch(blocked -> blocked.contains("park") && blocked.contains("in reactor-http"));
    }
}
