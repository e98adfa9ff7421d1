package io.keystile.monitoring.alerts;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends one alert at a time, until the receiver accepts it or it is given up. Not thread-safe. */
final class WebhookDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookAlerts.class);
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;

    private final WebhookSettings settings;
    private final WebhookSigner signer;
    private final InstantSource clock;
    private final Sleeper sleeper;
    private final RandomGenerator random;
    private final RetryDelays delays;
    private final HttpClient client;

    WebhookDelivery(
            WebhookSettings settings,
            WebhookSigner signer,
            InstantSource clock,
            Sleeper sleeper,
            RandomGenerator random) {
        this.settings = settings;
        this.signer = signer;
        this.clock = clock;
        this.sleeper = sleeper;
        this.random = random;
        this.delays = new RetryDelays(settings.firstDelay(), settings.longestDelay(), random);
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.timeout())
                .build();
    }

    /**
     * Sends an alert, with as many attempts as the settings allow. Returns whether the receiver accepted it.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    boolean deliver(Alert alert) throws InterruptedException {
        String id = new UUID(random.nextLong(), random.nextLong()).toString();
        String body = AlertJson.of(alert);
        String failure = "";
        for (int attempt = 1; attempt <= settings.attempts(); attempt++) {
            Optional<String> retryAfter = Optional.empty();
            try {
                HttpResponse<InputStream> response = client.send(request(id, body), BodyHandlers.ofInputStream());
                // The timeout of the client covers the header only. The body may be endless and is not read.
                response.body().close();
                int status = response.statusCode();
                if (status / 100 == 2) {
                    return true;
                }
                failure = "status " + status;
                if (!isRetryable(status)) {
                    break;
                }
                retryAfter = response.headers().firstValue("Retry-After");
            } catch (IOException e) {
                failure = e.getClass().getSimpleName();
            }
            if (attempt < settings.attempts()) {
                sleeper.sleep(delays.after(attempt, retryAfter, clock.instant()));
            }
        }
        LOG.warn("Alert {} could not be sent: {}", alert.incident(), failure);
        return false;
    }

    /** Returns whether a receiver that answers with this status may accept the same message later. */
    static boolean isRetryable(int status) {
        return status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS || status >= 500;
    }

    /**
     * Each attempt has its own timestamp, so that a receiver can reject old ones. The id is the same in each attempt,
     * so that a receiver can recognize repetitions.
     */
    private HttpRequest request(String id, String body) {
        long now = clock.instant().getEpochSecond();
        return HttpRequest.newBuilder(settings.uri())
                .timeout(settings.timeout())
                .header("Content-Type", "application/json")
                .header("User-Agent", "keystile")
                .header(WebhookAlerts.ID_HEADER, id)
                .header(WebhookAlerts.TIMESTAMP_HEADER, Long.toString(now))
                .header(WebhookAlerts.SIGNATURE_HEADER, signer.sign(id, now, body))
                .POST(BodyPublishers.ofString(body))
                .build();
    }
}
