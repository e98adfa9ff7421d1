package io.keystile.monitoring.alerts;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import javax.net.ssl.SSLException;

/** A webhook that a workspace has chosen. Messages are those of {@link WebhookAlerts}. Thread-safe. */
final class WebhookRecipient implements AlertRecipient {
    static final Duration LIMIT = Duration.ofSeconds(5);

    /** One text for all, or a workspace could learn which names the operator's own network knows. */
    private static final String NOT_REACHED = "the host is unknown, or its address is not on the public Internet, or"
            + " its port is not " + PublicHttps.STANDARD_PORT;

    private final URI uri;
    private final WebhookSigner signer;
    private final PublicHttps https;
    private final InstantSource clock;

    WebhookRecipient(URI uri, WebhookSigner signer, PublicHttps https, InstantSource clock) {
        this.uri = uri;
        this.signer = signer;
        this.https = https;
        this.clock = clock;
    }

    @Override
    public String address() {
        return uri.toString();
    }

    @Override
    public Attempt tell(String message, Alert alert) {
        String body = AlertJson.of(alert);
        long now = clock.instant().getEpochSecond();
        Map<String, String> headers = Map.of(
                "Content-Type",
                "application/json",
                "User-Agent",
                "keystile",
                WebhookAlerts.ID_HEADER,
                message,
                WebhookAlerts.TIMESTAMP_HEADER,
                Long.toString(now),
                WebhookAlerts.SIGNATURE_HEADER,
                signer.sign(message, now, body));
        try {
            PublicHttps.Response response = https.post(uri, headers, body.getBytes(StandardCharsets.UTF_8), LIMIT);
            int status = response.status();
            boolean delivered = status / 100 == 2;
            return new Attempt(
                    delivered,
                    !delivered && WebhookDelivery.isRetryable(status),
                    "answered with status " + status,
                    response.retryAfter());
        } catch (PublicHttps.AddressNotAllowedException e) {
            return Attempt.failed(false, NOT_REACHED);
        } catch (IOException e) {
            return Attempt.failed(true, textOf(e));
        }
    }

    /** The exception's own text may describe the network of this server. */
    private static String textOf(IOException e) {
        if (e instanceof UnknownHostException) {
            return NOT_REACHED;
        }
        if (e instanceof SocketTimeoutException) {
            return "no response within " + LIMIT.toSeconds() + " seconds";
        }
        return e instanceof SSLException ? "no secure connection; check the certificate" : "no connection";
    }
}
