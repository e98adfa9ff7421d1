package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.model.ApiKeySettings;
import io.keystile.net.IpAddress;
import io.keystile.store.ApiKeyLookup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(20)
class ListenersTest {
    private static final int CAPACITY = 3;

    private final TestKeys keys = new TestKeys();
    private final String key = keys.issue(ApiKeySettings.named("ci"));
    private final List<AuthEvent> heard = new CopyOnWriteArrayList<>();

    @Test
    void everyDecisionIsToldWithItsTimeAddressAndDuration() {
        ApiKeyLookup slow = id -> {
            keys.time.advanceNanos(1_234);
            return keys.store.find(id);
        };
        ApiKeyAuthenticator authenticator = ApiKeyAuthenticator.lookupBuilder(slow, TestKeys.FORMAT)
                .environments("live")
                .clock(keys.time)
                .nanoClock(keys.time::nanos)
                .inlineListener(heard::add)
                .build();

        Granted granted = (Granted) authenticator.decide(TestRequest.bearer(key)
                .calling("POST", "/flows/f%201/execute")
                .header("User-Agent", "curl/8")
                .header("User-Agent", "second"));
        Decision denied = authenticator.decide(new TestRequest().from(null));

        Instant after = keys.time.instant();
        assertThat(heard)
                .containsExactly(
                        new AuthEvent(
                                after,
                                granted,
                                granted.principal(),
                                IpAddress.parse("192.0.2.7"),
                                new RequestDetails("POST", "/flows/f%201/execute", "curl/8"),
                                1_234),
                        new AuthEvent(after, denied, null, null, RequestDetails.NONE, 0));
        assertThat(granted.keyId()).isEqualTo(TestKeys.idOf(key));
        assertThat(authenticator.stats().droppedEvents()).isZero();
    }

    @Test
    void whatAClientWroteIsCutSoThatAQueueOfEventsStaysSmall() {
        ApiKeyAuthenticator authenticator =
                keys.authenticator().inlineListener(heard::add).build();

        authenticator.decide(
                new TestRequest().calling("X".repeat(600), "/".repeat(8_000)).header("User-Agent", "a".repeat(8_000)));

        assertThat(heard.get(0).request())
                .isEqualTo(new RequestDetails("X".repeat(512), "/".repeat(512), "a".repeat(512)));
    }

    @Test
    void whoseKeyWasVerifiedIsToldAlsoOfADenial() {
        String bound =
                keys.issue(ApiKeySettings.named("bound").withPlan("enterprise").withAllowlist("203.0.113.0/24"));
        ApiKeyAuthenticator authenticator =
                keys.authenticator().inlineListener(heard::add).build();

        authenticator.decide(TestRequest.bearer(bound));
        authenticator.decide(TestRequest.bearer(key).requiring("flows:delete"));
        authenticator.authorize(authenticator.authenticate(TestRequest.bearer(bound)), Requirement.validKey());
        authenticator.decide(TestRequest.bearer(Forgery.withOtherSecret(key)));

        assertThat(heard)
                .extracting(
                        event -> event.caller() == null ? null : event.caller().keyId())
                .containsExactly(TestKeys.idOf(bound), TestKeys.idOf(key), TestKeys.idOf(bound), null);
        assertThat(authenticator.authenticate(TestRequest.bearer(bound)))
                .isInstanceOf(AuthenticationResult.Rejected.class);
    }

    @Test
    void severalListenersHearTheSameEventInTheOrderOfTheirRegistration() {
        List<String> order = new ArrayList<>();
        ApiKeyAuthenticator authenticator = keys.authenticator()
                .inlineListener(event -> order.add("first"))
                .inlineListener(event -> order.add("second"))
                .build();

        authenticator.decide(TestRequest.bearer(key));

        assertThat(order).containsExactly("first", "second");
    }

    static List<AuthListener> failing() {
        return List.of(
                event -> {
                    throw new IllegalStateException("listener");
                },
                event -> {
                    throw new AssertionError("listener");
                },
                new AuthListener() {
                    @Override
                    @SuppressWarnings("InfiniteRecursion")
                    public void onDecision(AuthEvent event) {
                        onDecision(event);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("failing")
    void aListenerThatFailsChangesNothingAndIsCounted(AuthListener failing) {
        ApiKeyAuthenticator authenticator = keys.authenticator()
                .inlineListener(failing)
                .inlineListener(heard::add)
                .listener(failing, CAPACITY)
                .build();

        assertThat(authenticator.decide(TestRequest.bearer(key))).isInstanceOf(Granted.class);
        assertThat(authenticator.decide(new TestRequest())).isInstanceOf(Denied.class);
        authenticator.close();

        assertThat(heard).hasSize(2);
        assertThat(authenticator.stats().droppedEvents()).isEqualTo(4);
    }

    @Test
    void aFailureThatCannotEvenBeLoggedChangesNothing() {
        AuthListener failing = event -> {
            throw new UnspeakableException();
        };
        ApiKeyAuthenticator authenticator = keys.authenticator()
                .inlineListener(failing)
                .listener(failing, CAPACITY)
                .build();

        try (LogCapture captured = LogCapture.open()) {
            assertThat(authenticator.decide(TestRequest.bearer(key))).isInstanceOf(Granted.class);
            assertThat(authenticator.decide(TestRequest.bearer(key))).isInstanceOf(Granted.class);
            authenticator.close();
            assertThat(captured.lines()).isEmpty();
        }

        assertThat(authenticator.stats().droppedEvents()).isEqualTo(4);
    }

    private static final class UnspeakableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    @Test
    void aListenerThatBlocksHoldsUpNoRequestAndWhatIsTooMuchIsDroppedAndCounted() throws Exception {
        Gate gate = new Gate();
        ApiKeyAuthenticator authenticator =
                keys.authenticator().listener(gate, CAPACITY).build();
        List<Decision> decisions = new ArrayList<>();
        decisions.add(authenticator.decide(TestRequest.bearer(key)));
        gate.awaitEntered();
        for (int i = 0; i < CAPACITY + 5; i++) {
            decisions.add(authenticator.decide(TestRequest.bearer(key)));
        }

        assertThat(decisions).hasOnlyElementsOfType(Granted.class);
        assertThat(authenticator.stats().droppedEvents()).isEqualTo(5);
        gate.open();
        authenticator.close();
        assertThat(heard).extracting(AuthEvent::decision).containsExactlyElementsOf(decisions.subList(0, 1 + CAPACITY));
        assertThat(authenticator.stats().droppedEvents()).isEqualTo(5);
    }

    @Test
    void aListenerIsToldHowManyEventsItMissedBeforeTheNextOne() throws Exception {
        List<Long> missed = new CopyOnWriteArrayList<>();
        List<Integer> heardBefore = new CopyOnWriteArrayList<>();
        Gate gate = new Gate() {
            @Override
            public void onLoss(long events) {
                missed.add(events);
                heardBefore.add(heard.size());
            }
        };
        ApiKeyAuthenticator authenticator =
                keys.authenticator().listener(gate, CAPACITY).build();
        authenticator.decide(new TestRequest());
        gate.awaitEntered();
        for (int i = 0; i < CAPACITY + 5; i++) {
            authenticator.decide(new TestRequest());
        }
        gate.open();
        authenticator.close();

        assertThat(missed).containsExactly(5L);
        assertThat(heardBefore).containsExactly(1);
        assertThat(heard).hasSize(1 + CAPACITY);
    }

    @Test
    void whatAListenerHasHeardMakesRoomForMore() throws Exception {
        Semaphore delivered = new Semaphore(0);
        ApiKeyAuthenticator authenticator = keys.authenticator()
                .listener(event -> delivered.release(), CAPACITY)
                .build();

        for (int i = 0; i < 50; i++) {
            for (int j = 0; j < CAPACITY; j++) {
                authenticator.decide(new TestRequest());
            }
            assertThat(delivered.tryAcquire(CAPACITY, 10, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(authenticator.stats().droppedEvents()).isZero();
        authenticator.close();
    }

    @Test
    void closingDeliversWhatIsQueuedInOrderAndEndsTheThread() throws Exception {
        Gate gate = new Gate();
        ApiKeyAuthenticator authenticator =
                keys.authenticator().listener(gate, 1_000).build();
        List<Decision> decisions = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            decisions.add(authenticator.decide(new TestRequest()));
        }
        gate.awaitEntered();
        gate.open();

        authenticator.close();

        assertThat(heard).extracting(AuthEvent::decision).containsExactlyElementsOf(decisions);
        assertThat(authenticator.stats().droppedEvents()).isZero();
        assertThat(gate.thread.isAlive()).isFalse();
        assertThat(gate.thread.isDaemon()).isTrue();
    }

    @Test
    void aListenerThatDoesNotFinishIsInterruptedAndTheRestIsCountedAsLost() throws Exception {
        Gate gate = new Gate();
        ApiKeyAuthenticator authenticator =
                keys.authenticator().listener(gate, CAPACITY).build();
        for (int i = 0; i < CAPACITY; i++) {
            authenticator.decide(new TestRequest());
        }
        gate.awaitEntered();

        // An interrupted caller does not wait the two seconds.
        Thread.currentThread().interrupt();
        authenticator.close();

        assertThat(Thread.interrupted()).isTrue();
        gate.thread.join(10_000);
        assertThat(gate.thread.isAlive()).isFalse();
        assertThat(heard).isEmpty();
        assertThat(authenticator.stats().droppedEvents()).isEqualTo(CAPACITY - 1);
    }

    @Test
    void anInterruptThatAListenerLeavesBehindIsGoneBeforeTheNextEvent() {
        List<Boolean> interrupted = new CopyOnWriteArrayList<>();
        ApiKeyAuthenticator authenticator = keys.authenticator()
                .listener(
                        event -> {
                            interrupted.add(Thread.currentThread().isInterrupted());
                            Thread.currentThread().interrupt();
                        },
                        CAPACITY)
                .build();
        authenticator.decide(new TestRequest());
        authenticator.decide(new TestRequest());
        authenticator.close();

        assertThat(interrupted).containsExactly(false, false);
    }

    @Test
    void whileOneThreadClosesAndOthersCallEveryEventIsEitherHeardOrLost() throws Exception {
        int rounds = 100;
        int calls = 40;
        for (int round = 0; round < rounds; round++) {
            AtomicInteger told = new AtomicInteger();
            ApiKeyAuthenticator authenticator = keys.authenticator()
                    .listener(event -> told.incrementAndGet(), 1_000)
                    .build();
            CountDownLatch under = new CountDownLatch(1);
            Thread caller = new Thread(() -> {
                for (int i = 0; i < calls; i++) {
                    authenticator.decide(new TestRequest());
                    under.countDown();
                }
            });
            caller.start();
            assertThat(under.await(10, TimeUnit.SECONDS)).isTrue();
            authenticator.close();
            caller.join(10_000);

            assertThat(told.get() + authenticator.stats().droppedEvents()).isEqualTo(calls);
        }
    }

    @Test
    void afterClosingRequestsAreStillDecidedAndTheirEventsCountedAsLost() {
        ApiKeyAuthenticator authenticator =
                keys.authenticator().listener(heard::add, CAPACITY).build();
        authenticator.close();

        assertThat(authenticator.decide(TestRequest.bearer(key))).isInstanceOf(Granted.class);
        assertThat(authenticator.decide(new TestRequest())).isInstanceOf(Denied.class);

        assertThat(heard).isEmpty();
        assertThat(authenticator.stats().droppedEvents()).isEqualTo(2);
        authenticator.close();
    }

    /** A listener that lets nothing through until it is opened, then hears all. */
    private class Gate implements AuthListener {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch opened = new CountDownLatch(1);
        volatile Thread thread = Thread.currentThread();

        @Override
        public void onDecision(AuthEvent event) {
            thread = Thread.currentThread();
            entered.countDown();
            try {
                if (!opened.await(10, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("Nobody opened the gate");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            heard.add(event);
        }

        void awaitEntered() throws InterruptedException {
            assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        }

        void open() {
            opened.countDown();
        }
    }
}
