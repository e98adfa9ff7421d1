package io.keystile.spring.webflux;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthenticationResult;
import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.Keystile;
import io.keystile.Requirement;
import io.keystile.adapter.HttpHeader;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.RequestGrant;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Decides on exchanges of WebFlux without blocking their thread, and writes the responses. {@link ApiKeyWebFilter} and
 * the chain of Spring Security use it, and so may filters of an application.
 *
 * <p>A cached key is decided at once, in the calling thread. Look-ups, slow hashes and a limiter that {@linkplain
 * ApiKeyAuthenticator#mayBlockToAuthorize may block} go to a scheduler with a bounded number of threads and a bounded
 * queue. If the queue is full, the call is denied with 503 and {@code Retry-After}. After such a decision the
 * application continues on Reactor's parallel scheduler, so it never holds these threads.
 *
 * <p>Thread-safe.
 */
public final class ExchangeAuthenticator implements AutoCloseable {
    /** The attribute of an exchange with its {@link Granted} decision; absent if the call needed no key. */
    public static final String GRANTED_ATTRIBUTE = Granted.class.getName();

    private static final int THREADS = 16;
    private static final int QUEUE_PER_THREAD = 64;
    private static final int IDLE_SECONDS = 60;

    private final ApiKeyAuthenticator authenticator;
    private final HttpResponses responses;
    private final Scheduler blocking;
    private final boolean ownsScheduler;
    private final String grantAttribute;

    private ExchangeAuthenticator(
            ApiKeyAuthenticator authenticator, HttpResponses responses, Scheduler blocking, boolean ownsScheduler) {
        this.authenticator = authenticator;
        this.responses = responses;
        this.blocking = blocking;
        this.ownsScheduler = ownsScheduler;
        this.grantAttribute = RequestGrant.attribute(authenticator);
    }

    /** Returns one for the authenticator of {@code keystile}, which the caller closes. */
    public static ExchangeAuthenticator of(Keystile keystile) {
        return of(keystile.authenticator(), HttpResponses.of(keystile.authenticator()));
    }

    /**
     * Returns one for an authenticator, which the caller closes. For calls that may block, it has {@value #THREADS}
     * daemon threads, each with a queue of {@value #QUEUE_PER_THREAD}; {@link #close} ends them.
     */
    public static ExchangeAuthenticator of(ApiKeyAuthenticator authenticator, HttpResponses responses) {
        Scheduler scheduler = Schedulers.newBoundedElastic(THREADS, QUEUE_PER_THREAD, "keystile", IDLE_SECONDS, true);
        return new ExchangeAuthenticator(authenticator, responses, scheduler, true);
    }

    /**
     * Returns one for an authenticator, with the application's scheduler for calls that may block. The caller closes
     * both.
     *
     * @param blocking throws {@link RejectedExecutionException} when too many calls wait, so that they are denied
     */
    public static ExchangeAuthenticator of(
            ApiKeyAuthenticator authenticator, HttpResponses responses, Scheduler blocking) {
        return new ExchangeAuthenticator(authenticator, responses, blocking, false);
    }

    /** Returns the authenticator that decides. */
    public ApiKeyAuthenticator authenticator() {
        return authenticator;
    }

    /** Returns whether the exchange has no key, and is encrypted if it must be. Never blocks. */
    public boolean isWithoutKey(ServerWebExchange exchange) {
        return authenticator
                .authenticateFromCache(new ExchangeRequest(exchange, Requirement.validKey()))
                .map(AuthenticationResult::isWithoutKey)
                .orElse(false);
    }

    /**
     * Decides on an exchange. If an adapter with the same authenticator has granted it already, only permissions are
     * checked and nothing is charged.
     *
     * <p>The permits of a granted call can be {@linkplain #refund given back}. They are given back by themselves if the
     * subscription is cancelled before it receives the decision. A call that is cancelled in the queue is not decided.
     */
    public Mono<Decision> decide(ServerWebExchange exchange, Requirement requirement) {
        return Mono.defer(() -> decideNow(exchange, new ExchangeRequest(exchange, requirement)));
    }

    private Mono<Decision> decideNow(ServerWebExchange exchange, ExchangeRequest request) {
        Granted earlier = earlierGrant(exchange);
        if (earlier != null) {
            return Mono.just(authenticator.reauthorize(earlier, request));
        }
        Optional<AuthenticationResult> cached = authenticator.authenticateFromCache(request);
        if (cached.isPresent() && (isRejected(cached.get()) || !authenticator.mayBlockToAuthorize())) {
            return Mono.just(authenticator.authorizeRefundably(cached.get(), request.requirement()));
        }
        return inOtherThread(request, cached.orElse(null));
    }

    private static boolean isRejected(AuthenticationResult result) {
        return result instanceof AuthenticationResult.Rejected;
    }

    private Mono<Decision> inOtherThread(ExchangeRequest request, @Nullable AuthenticationResult cached) {
        return Mono.create(sink -> {
            PendingDecision pending = new PendingDecision(sink, this::refund);
            try {
                blocking.schedule(() -> pending.decide(() -> authenticator.authorizeRefundably(
                        cached == null ? authenticator.authenticate(request) : cached, request.requirement())));
            } catch (RejectedExecutionException e) {
                sink.success(authenticator.denyUnavailable(request));
            }
        });
    }

    private @Nullable Granted earlierGrant(ServerWebExchange exchange) {
        return RequestGrant.by(authenticator, exchange.getAttribute(grantAttribute));
    }

    /**
     * Gives back the permits of a call that is denied after all, see {@link
     * io.keystile.ratelimit.RateLimitResult#refund}. Does not block: a limiter that may block is called in another
     * thread. If the queue of these threads is full, the permits stay spent.
     */
    public void refund(Granted granted) {
        if (!authenticator.mayBlockToAuthorize()) {
            granted.limits().refund();
            return;
        }
        try {
            blocking.schedule(() -> granted.limits().refund());
        } catch (RejectedExecutionException e) {
            // As if the call had been made.
        }
    }

    /**
     * Stores a grant in the attributes of an exchange, and adds its header fields to the response when that is
     * committed, whatever the response is.
     */
    public void admit(ServerWebExchange exchange, Granted granted) {
        if (earlierGrant(exchange) != null) {
            return;
        }
        exchange.getAttributes().put(grantAttribute, RequestGrant.of(authenticator, granted));
        exchange.getAttributes().put(GRANTED_ATTRIBUTE, granted);
        ServerHttpResponse response = exchange.getResponse();
        response.beforeCommit(() -> Mono.fromRunnable(() -> {
            // Not for a denial after all: it has fields of its own.
            if (exchange.getAttribute(GRANTED_ATTRIBUTE) != null) {
                addFields(response.getHeaders(), granted);
            }
        }));
    }

    private void addFields(HttpHeaders headers, Granted granted) {
        for (HttpHeader field : responses.quota(granted)) {
            headers.set(field.name(), field.value());
        }
        if (responses.isPrivateByDefault(granted) && !headers.containsHeader(HttpHeaders.CACHE_CONTROL)) {
            headers.set(HttpHeaders.CACHE_CONTROL, "private");
        }
    }

    /** Writes the response to a denied exchange. Fields of earlier filters, such as those for CORS, stay. */
    public Mono<Void> deny(ServerWebExchange exchange, Denied denied) {
        return Mono.defer(() -> DenialWriter.write(responses.denial(denied), exchange));
    }

    /** Ends the threads for calls that may block, unless the scheduler is the application's. */
    @Override
    public void close() {
        if (ownsScheduler) {
            blocking.dispose();
        }
    }
}
