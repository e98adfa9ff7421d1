package io.keystile.monitoring.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.keystile.ManualTime;
import io.keystile.monitoring.alerts.Alert.Phase;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

class WebhookDeliveryTest {
    private static final byte[] SECRET = "a secret of 24 bytes, or more".getBytes(StandardCharsets.US_ASCII);
    private static final Alert ALERT = AlertListenersTest.alert(1, Phase.OPENED, AlertSeverity.WARNING);

    private final WebhookReceiver receiver = new WebhookReceiver();
    private final ManualTime time = new ManualTime();
    private final List<Duration> slept = new ArrayList<>();
    private final WebhookDelivery delivery = delivery(receiver.uri());

    private WebhookDelivery delivery(URI uri) {
        WebhookSettings settings =
                new WebhookSettings(uri, 10, 4, Duration.ofSeconds(1), Duration.ofMinutes(10), Duration.ofSeconds(5));
        Sleeper sleeper = duration -> {
            slept.add(duration);
            time.advance(duration);
        };
        return new WebhookDelivery(settings, new WebhookSigner(SECRET), time, sleeper, new Random(5));
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void theBodyIsTheAlertAsJson() throws Exception {
        assertThat(delivery.deliver(ALERT)).isTrue();

        WebhookReceiver.Message message = receiver.messages.get(0);
        assertThat(message.contentType()).isEqualTo("application/json");
        assertThat(new ObjectMapper().readTree(message.body())).isEqualTo(new ObjectMapper().readTree("""
                                {"incident": "wrong-secrets/key000000001/192.0.2.0/24/1893974400",
                                 "rule": "wrong-secrets", "severity": "warning", "phase": "opened",
                                 "keyId": "key000000001", "verified": false, "network": "192.0.2.0/24",
                                 "firstSeen": "2030-01-07T00:00:00Z", "lastSeen": "2030-01-07T00:01:30Z",
                                 "count": 12, "keyDisabled": false,
                                 "text": "10 wrong secrets or more within 10 minutes"}"""));
    }

    @Test
    void theSignatureCoversIdTimestampAndBody() throws Exception {
        delivery.deliver(ALERT);

        WebhookReceiver.Message message = receiver.messages.get(0);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
        byte[] expected = mac.doFinal(
                (message.id() + "." + message.timestamp() + "." + message.body()).getBytes(StandardCharsets.UTF_8));
        assertThat(message.signature()).isEqualTo("v1," + Base64.getEncoder().encodeToString(expected));
        assertThat(message.timestamp()).isEqualTo(Long.toString(time.instant().getEpochSecond()));
        assertThat(message.id()).isNotEmpty();
    }

    /** The example of the Standard Webhooks specification. */
    @Test
    void theSignatureMatchesTheExampleOfTheSpecification() {
        WebhookSigner signer = new WebhookSigner(Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

        assertThat(signer.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330L, "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void failedAttemptsAreRepeatedWithGrowingDelaysTheSameIdAndANewTimestamp() throws Exception {
        receiver.prepareResponse(500, "");
        receiver.prepareResponse(429, "");
        receiver.prepareResponse(408, "");

        assertThat(delivery.deliver(ALERT)).isTrue();
        assertThat(slept).hasSize(3);
        assertThat(slept.get(0)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        assertThat(slept.get(1)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(slept.get(2)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
        assertThat(receiver.messages)
                .extracting(WebhookReceiver.Message::id)
                .containsOnly(receiver.messages.get(0).id());
        assertThat(receiver.messages.get(3).timestamp())
                .isNotEqualTo(receiver.messages.get(0).timestamp());
    }

    @Test
    void retryAfterIsHonoured() throws Exception {
        receiver.prepareResponse(503, "120");
        receiver.prepareResponse(503, "Tue, 01 Jan 2030 00:05:00 GMT");
        receiver.prepareResponse(503, "3600");

        assertThat(delivery.deliver(ALERT)).isTrue();
        assertThat(slept)
                .as("the second is a date five minutes after the start; the third exceeds the longest delay")
                .containsExactly(Duration.ofMinutes(2), Duration.ofMinutes(3), Duration.ofMinutes(10));
    }

    @Test
    void anExcessiveRetryAfterIsCappedAtTheLongestDelay() throws Exception {
        receiver.prepareResponse(503, "1000000000");
        receiver.prepareResponse(503, "9".repeat(40));
        receiver.prepareResponse(503, "000000000120");

        assertThat(delivery.deliver(ALERT)).isTrue();
        assertThat(slept)
                .as("the third has leading zeros and is 120")
                .containsExactly(Duration.ofMinutes(10), Duration.ofMinutes(10), Duration.ofMinutes(2));
    }

    @Test
    void aMalformedRetryAfterIsIgnored() throws Exception {
        receiver.prepareResponse(503, "soon");
        receiver.prepareResponse(503, "-1");

        assertThat(delivery.deliver(ALERT)).isTrue();
        assertThat(slept).allMatch(duration -> duration.compareTo(Duration.ofSeconds(2)) <= 0);
    }

    @Test
    void aRetryAfterOfManyZerosIsParsedInLinearTime() {
        RetryDelays delays = new RetryDelays(Duration.ofSeconds(1), Duration.ofHours(1), new Random(5));
        String zeros = "0".repeat(100_000);

        assertTimeoutPreemptively(
                Duration.ofSeconds(1),
                () -> assertThat(Stream.of(zeros + "x", zeros, zeros + "7")
                                .map(value -> delays.after(1, Optional.of(value), time.instant())))
                        .satisfiesExactly(
                                malformed -> assertThat(malformed).isLessThanOrEqualTo(Duration.ofSeconds(1)),
                                zero -> assertThat(zero).isLessThanOrEqualTo(Duration.ofSeconds(1)),
                                seven -> assertThat(seven).isEqualTo(Duration.ofSeconds(7))));
    }

    @Test
    void anAlertIsGivenUpAfterTheLastAttempt() throws Exception {
        for (int attempt = 0; attempt < 5; attempt++) {
            receiver.prepareResponse(500, "");
        }

        assertThat(delivery.deliver(ALERT)).isFalse();
        assertThat(receiver.messages).hasSize(4);
        assertThat(slept).hasSize(3);
    }

    @Test
    void aRejectedAlertIsNotSentAgain() throws Exception {
        receiver.prepareResponse(400, "");
        assertThat(delivery.deliver(ALERT)).isFalse();
        receiver.prepareResponse(307, "");
        assertThat(delivery.deliver(ALERT)).as("redirects are not followed").isFalse();

        assertThat(receiver.messages).hasSize(2);
        assertThat(slept).isEmpty();
    }

    @Test
    void anUnreachableReceiverIsTriedAgain() throws Exception {
        receiver.close();

        assertThat(delivery.deliver(ALERT)).isFalse();
        assertThat(slept).hasSize(3);
    }

    @Test
    @Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
    void anEndlessResponseBodyDoesNotBlockDelivery() throws Exception {
        receiver.prepareEndlessResponse(503);
        receiver.prepareEndlessResponse(200);

        assertThat(delivery.deliver(ALERT)).isTrue();
        assertThat(receiver.messages).hasSize(2);
    }
}
