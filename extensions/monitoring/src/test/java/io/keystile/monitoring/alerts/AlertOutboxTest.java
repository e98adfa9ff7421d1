package io.keystile.monitoring.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ManualTime;
import io.keystile.monitoring.alerts.Alert.Phase;
import io.keystile.monitoring.alerts.AlertRecipient.Attempt;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class AlertOutboxTest {
    private final AlertOutbox outbox = new AlertOutbox(new ManualTime(), new Random(3));
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    /** Never opened by itself: a recipient who waits for it does not answer. */
    private final Semaphore answers = new Semaphore(0);

    private final class Recipient implements AlertRecipient {
        private final String address;
        private final boolean silent;
        private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
        private final List<String> messages = new ArrayList<>();

        Recipient(String address, boolean silent) {
            this.address = address;
            this.silent = silent;
        }

        @Override
        public String address() {
            return address;
        }

        @Override
        public Attempt tell(String message, Alert alert) {
            messages.add(message);
            told.add(address + " " + alert.keyId());
            if (silent) {
                answers.acquireUninterruptibly();
            }
            Attempt next = attempts.poll();
            return next == null ? Attempt.delivered("ok") : next;
        }
    }

    private static Alert alert(int key) {
        return AlertListenersTest.alert(key, Phase.OPENED, AlertSeverity.WARNING);
    }

    private String nextTold() throws InterruptedException {
        return told.poll(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        answers.release(100_000);
        outbox.close();
    }

    @Test
    void everyRecipientIsToldOnceAndInOrder() throws Exception {
        List<AlertRecipient> both = List.of(new Recipient("a", false), new Recipient("b", false));
        outbox.send("acme", both, alert(1));
        outbox.send("acme", both, alert(2));

        assertThat(List.of(nextTold(), nextTold(), nextTold(), nextTold()))
                .containsExactly("a key000000001", "b key000000001", "a key000000002", "b key000000002");
        outbox.close();
        assertThat(outbox.sent()).isEqualTo(4);
        assertThat(outbox.dropped()).isZero();
    }

    @Test
    void failedAttemptIsRepeatedWithTheSameIdAndDoesNotHoldUpOthers() throws Exception {
        Recipient busy = new Recipient("busy", false);
        busy.attempts.add(new Attempt(false, true, "status 503", Optional.empty()));
        outbox.send("acme", List.of(busy, new Recipient("other", false)), alert(1));

        assertThat(List.of(nextTold(), nextTold(), nextTold()))
                .containsExactly("busy key000000001", "other key000000001", "busy key000000001");
        outbox.close();
        assertThat(busy.messages).hasSize(2).containsOnly(busy.messages.get(0));
        assertThat(outbox.sent()).isEqualTo(2);
    }

    @Test
    void attemptThatCannotSucceedIsNotRepeated() throws Exception {
        Recipient gone = new Recipient("gone", false);
        gone.attempts.add(Attempt.failed(false, "status 410"));
        outbox.send("acme", List.of(gone), alert(1));
        outbox.send("acme", List.of(gone), alert(2));

        assertThat(List.of(nextTold(), nextTold())).containsExactly("gone key000000001", "gone key000000002");
        outbox.close();
        assertThat(outbox.dropped()).isEqualTo(1);
    }

    @Test
    void errorOfARecipientDoesNotStopTheMessagesOfItsWorkspace() throws Exception {
        AlertRecipient broken = new AlertRecipient() {
            @Override
            public String address() {
                return "broken";
            }

            @Override
            public Attempt tell(String message, Alert alert) {
                throw new NoClassDefFoundError("a library of the mailer");
            }
        };
        outbox.send("acme", List.of(broken, new Recipient("other", false)), alert(1));

        assertThat(nextTold()).isEqualTo("other key000000001");
        outbox.close();
        assertThat(outbox.dropped()).isEqualTo(1);
    }

    @Test
    void recipientsOfATestWhoDoNotAnswerDoNotTakeTheThreadsOfAlerts() throws Exception {
        List<AlertRecipient> silent = new ArrayList<>();
        for (int i = 0; i < AlertOutbox.THREADS; i++) {
            silent.add(new Recipient("silent" + i, true));
        }
        Thread tester = new Thread(() -> outbox.test(silent, alert(1)));
        tester.start();
        for (int i = 0; i < silent.size(); i++) {
            assertThat(nextTold()).startsWith("silent");
        }

        outbox.send("globex", List.of(new Recipient("globex", false)), alert(2));

        assertThat(nextTold()).isEqualTo("globex key000000002");
        tester.interrupt();
        tester.join();
    }

    @Test
    void recipientsOfOneWorkspaceWhoDoNotAnswerDoNotTakeTheThreadsOfOthers() throws Exception {
        List<AlertRecipient> silent = new ArrayList<>();
        for (int i = 0; i < 2 * AlertOutbox.THREADS; i++) {
            silent.add(new Recipient("silent" + i, true));
        }
        outbox.send("acme", silent, alert(1));
        assertThat(nextTold()).isEqualTo("silent0 key000000001");

        outbox.send("globex", List.of(new Recipient("globex", false)), alert(2));

        assertThat(nextTold()).isEqualTo("globex key000000002");
    }

    @Test
    void messagesOfAWorkspaceAreBounded() throws Exception {
        Recipient silent = new Recipient("silent", true);
        for (int i = 0; i < AlertOutbox.MAX_OF_WORKSPACE + 7; i++) {
            outbox.send("acme", List.of(silent), alert(i));
        }
        assertThat(outbox.dropped()).isEqualTo(7);
        outbox.send("globex", List.of(silent), alert(1));
        assertThat(outbox.dropped()).isEqualTo(7);
    }

    @Test
    void messagesOfAllWorkspacesAreBounded() {
        Recipient silent = new Recipient("silent", true);
        int workspaces = AlertOutbox.MAX_OF_ALL / AlertOutbox.MAX_OF_WORKSPACE + 1;
        for (int workspace = 0; workspace < workspaces; workspace++) {
            for (int i = 0; i < AlertOutbox.MAX_OF_WORKSPACE; i++) {
                outbox.send("w" + workspace, List.of(silent), alert(i));
            }
        }
        assertThat(outbox.dropped()).isEqualTo(AlertOutbox.MAX_OF_WORKSPACE);
    }

    @Test
    void whatIsNotSentWhenItIsClosedIsCounted() throws Exception {
        Recipient silent = new Recipient("silent", true);
        outbox.send("acme", List.of(silent, silent, silent), alert(1));
        assertThat(nextTold()).isNotNull();
        outbox.close();
        assertThat(outbox.dropped()).isEqualTo(3);

        outbox.send("acme", List.of(silent), alert(2));
        assertThat(outbox.dropped()).isEqualTo(4);
    }

    @Test
    void testSaysForEachRecipientWhatHappened() {
        Recipient down = new Recipient("down", false);
        down.attempts.add(Attempt.failed(true, "no connection"));
        assertThat(outbox.test(List.of(new Recipient("a", false), down), alert(1)))
                .containsExactly(
                        new AlertTestResult("a", true, "ok"), new AlertTestResult("down", false, "no connection"));
        assertThat(outbox.sent() + outbox.dropped()).isZero();
    }

    @Test
    void testDoesNotWaitForARecipientWhoDoesNotAnswer() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        List<AlertTestResult> results = new ArrayList<>();
        Thread tester = new Thread(() -> {
            results.addAll(outbox.test(List.of(new Recipient("silent", true)), alert(1)));
            waits.countDown();
        });
        tester.start();
        assertThat(nextTold()).isNotNull();
        tester.interrupt();

        assertThat(waits.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(results).containsExactly(new AlertTestResult("silent", false, "stopped"));
    }
}
