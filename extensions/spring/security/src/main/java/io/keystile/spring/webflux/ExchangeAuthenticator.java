package io.keystile.spring.webflux;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthenticationResult;
import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.Keystile;
import io.keystile.Requirement;
import io.keystile.adapter.HttpHeader;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.RequestGrant;
import io.keystile.model.Permission;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
        Granted earlier = grantOf(exchange);
        if (earlier != null) {
            return Mono.just(authenticator.reauthorize(earlier, request));
        }
        Optional<AuthenticationResult> cached = authenticator.authenticateFromCache(request);
        if (cached.isPresent()) {
            return authorize(cached.get(), request);
        }
        return inOtherThread(
                () -> authenticator.authorizeRefundably(authenticator.authenticate(request), request.requirement()),
                () -> unavailable(request),
                this::refundIfGranted);
    }

    /**
     * Performs the first half of {@link #decide}, for a framework that checks permissions itself. Call it once per
     * exchange, and {@link #authorize} after it, which notifies the listeners.
     */
    public Mono<AuthenticationResult> authenticate(ServerWebExchange exchange) {
        return Mono.defer(() -> {
            ExchangeRequest request = new ExchangeRequest(exchange, Requirement.validKey());
            return authenticator
                    .authenticateFromCache(request)
                    .map(Mono::just)
                    .orElseGet(() -> inOtherThread(
                            () -> authenticator.authenticate(request),
                            () -> authenticator.rejectAsUnavailable(request),
                            unused -> {}));
        });
    }

    /** Performs the second half of {@link #decide}: checks permissions, and takes the cost from the key's limits. */
    public Mono<Decision> authorize(ServerWebExchange exchange, AuthenticationResult caller, Requirement requirement) {
        return Mono.defer(() -> authorize(caller, new ExchangeRequest(exchange, requirement)));
    }

    private Mono<Decision> authorize(AuthenticationResult caller, ExchangeRequest request) {
        if (caller instanceof AuthenticationResult.Rejected || !authenticator.mayBlockToAuthorize()) {
            return Mono.just(authenticator.authorizeRefundably(caller, request.requirement()));
        }
        return inOtherThread(
                () -> authenticator.authorizeRefundably(caller, request.requirement()),
                () -> unavailable(request),
                this::refundIfGranted);
    }

    private Decision unavailable(ExchangeRequest request) {
        return authenticator.authorize(authenticator.rejectAsUnavailable(request), request.requirement());
    }

    private <T> Mono<T> inOtherThread(Supplier<T> supplier, Supplier<T> ifFull, Consumer<T> onLate) {
        return Mono.create(sink -> {
            PendingResult<T> pending = new PendingResult<>(sink, onLate);
            try {
                blocking.schedule(() -> pending.compute(supplier));
            } catch (RejectedExecutionException e) {
                sink.success(ifFull.get());
            }
        });
    }

    private void refundIfGranted(Decision decision) {
        if (decision instanceof Granted granted) {
            refund(granted);
        }
    }

    /** Returns the grant that an adapter with the same authenticator stored in the exchange; null if there is none. */
    public @Nullable Granted grantOf(ServerWebExchange exchange) {
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
        if (grantOf(exchange) != null) {
            return;
        }
        exchange.getAttributes().put(grantAttribute, RequestGrant.of(authenticator, granted));
        exchange.getAttributes().put(GRANTED_ATTRIBUTE, granted);
        ServerHttpResponse response = exchange.getResponse();
        response.beforeCommit(() -> Mono.fromRunnable(() -> {
            if (grantOf(exchange) != null) {
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

    /**
     * Writes the response to a denied exchange. Fields of earlier filters, such as those for CORS, stay. If it was
     * granted before, its permits are given back. Does nothing if the response is committed: then it was delivered.
     */
    public Mono<Void> deny(ServerWebExchange exchange, Denied denied) {
        return Mono.defer(() -> {
            if (exchange.getResponse().isCommitted()) {
                return Mono.empty();
            }
            Granted granted = grantOf(exchange);
            if (granted != null) {
                exchange.getAttributes().remove(grantAttribute);
                exchange.getAttributes().remove(GRANTED_ATTRIBUTE);
                refund(granted);
            }
            return DenialWriter.write(responses.denial(denied), exchange);
        });
    }

    /**
     * Denies a call of an authenticated key because of a permission, as a framework has decided.
     *
     * @param missing the permissions that the call requires, as far as they are known
     */
    public Mono<Void> denyPermission(ServerWebExchange exchange, ApiKeyPrincipal caller, List<Permission> missing) {
        return Mono.defer(() -> deny(
                exchange,
                authenticator.denyPermission(caller, new ExchangeRequest(exchange, Requirement.ofAll(missing)))));
    }

    /** Ends the threads for calls that may block, unless the scheduler is the application's. */
    @Override
    public void close() {
        if (ownsScheduler) {
            blocking.dispose();
        }
    }
}
