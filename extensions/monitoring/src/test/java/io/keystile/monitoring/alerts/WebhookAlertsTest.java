package io.keystile.monitoring.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.ManualTime;
import io.keystile.monitoring.alerts.Alert.Phase;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import java.net.URI;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookAlertsTest {
    private static final byte[] SECRET = new byte[WebhookSigner.MIN_SECRET_BYTES];

    private final WebhookReceiver receiver = new WebhookReceiver();

    private static Alert alert(int key) {
        return AlertListenersTest.alert(key, Phase.OPENED, AlertSeverity.WARNING);
    }

    private WebhookSettings settings(int capacity) {
        return new WebhookSettings(
                receiver.uri(), capacity, 2, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(5));
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void alertsAreSentInOrder() throws Exception {
        WebhookAlerts alerts = WebhookAlerts.start(settings(10), SECRET);
        for (int key = 1; key <= 3; key++) {
            alerts.onAlert(alert(key));
        }
        for (int key = 1; key <= 3; key++) {
            WebhookReceiver.Message message = receiver.arrivals.poll(10, TimeUnit.SECONDS);
            assertThat(message).isNotNull();
            assertThat(message.body()).contains("key00000000" + key);
        }
        alerts.close();

        assertThat(alerts.sent()).isEqualTo(3);
        assertThat(alerts.dropped()).isZero();
    }

    @Test
    void alertsThatFindTheQueueFullAreDroppedAndCounted() throws Exception {
        CountDownLatch sleeping = new CountDownLatch(1);
        CountDownLatch wake = new CountDownLatch(1);
        Sleeper sleeper = duration -> {
            sleeping.countDown();
            wake.await();
        };
        receiver.prepareResponse(500, "");
        WebhookAlerts alerts = new WebhookAlerts(settings(2), SECRET, new ManualTime(), sleeper, new Random(1));
        alerts.onAlert(alert(1));
        assertThat(sleeping.await(10, TimeUnit.SECONDS)).isTrue();
        for (int key = 2; key <= 6; key++) {
            alerts.onAlert(alert(key));
        }
        assertThat(alerts.dropped()).isEqualTo(3);

        wake.countDown();
        alerts.close();
        assertThat(alerts.sent()).isEqualTo(3);
    }

    @Test
    void alertsAfterCloseAreDroppedAndCounted() {
        WebhookAlerts alerts = WebhookAlerts.start(settings(2), SECRET);
        alerts.close();
        alerts.onAlert(alert(1));

        assertThat(alerts.dropped()).isEqualTo(1);
        assertThat(receiver.messages).isEmpty();
    }

    @Test
    void aSecretThatIsTooShortIsRejected() {
        assertThatThrownBy(() -> WebhookAlerts.start(settings(2), new byte[WebhookSigner.MIN_SECRET_BYTES - 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com/a", "http://localhost:8080/a", "http://127.0.0.1/a", "http://[::1]/a"})
    void httpsAndLoopbackUrisAreAccepted(String uri) {
        assertThat(WebhookSettings.to(URI.create(uri)).uri()).hasToString(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/a",
                "http://127.0.0.1.example.com/a",
                "https://user:password@example.com/a",
                "https://example.com/a#b",
                "ftp://example.com/a",
                "/a",
                "//example.com/a",
                "mailto:a@example.com"
            })
    void otherUrisAreRejected(String uri) {
        assertThatThrownBy(() -> WebhookSettings.to(URI.create(uri))).isInstanceOf(IllegalArgumentException.class);
    }
}
