package io.keystile.monitoring.accesslog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.keystile.AuthEvent;
import io.keystile.Decision.Denied;
import io.keystile.adapter.HttpResponses;
import io.keystile.key.KeyId;
import io.keystile.monitoring.internal.ClientText;
import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.ratelimit.RateLimitResult.Mode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Formats the lines of an access log. Each is a JSON object in printable ASCII, whatever the client sent. Immutable and
 * thread-safe.
 */
final class AccessLine {
    private static final int NOT_SAMPLED = 1;
    private static final long NANOS = 1_000_000_000L;
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .characterEscapes(new DeleteEscaped())
            .build();

    private final AccessLogSettings settings;

    AccessLine(AccessLogSettings settings) {
        this.settings = settings;
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    /** Returns the line of a decision. It also stands for {@code sampling - 1} similar decisions that get no line. */
    String ofDecision(AuthEvent event, int sampling) {
        return line(event.time(), json -> {
            if (event.decision() instanceof Denied denied) {
                json.writeStringField("outcome", "denied");
                json.writeStringField("reason", denied.reason().name().toLowerCase(Locale.ROOT));
                json.writeNumberField("status", HttpResponses.statusOf(denied.reason()));
                json.writeStringField("instance", instanceOf(denied));
            } else {
                json.writeStringField("outcome", "granted");
            }
            writeLimit(json, event.decision().limits());
            KeyId key = event.decision().keyId();
            write(json, "key", key == null ? null : key.value());
            write(
                    json,
                    "workspace",
                    event.caller() == null ? null : event.caller().workspace());
            write(json, "method", ClientText.sanitize(event.request().method()));
            write(
                    json,
                    "path",
                    settings.paths() ? ClientText.sanitize(event.request().path()) : null);
            write(json, "address", settings.addresses().mask(event.clientAddress()));
            write(
                    json,
                    "userAgent",
                    settings.userAgents() ? ClientText.sanitize(event.request().userAgent()) : null);
            json.writeNumberField("nanos", event.durationNanos());
            if (sampling != NOT_SAMPLED) {
                json.writeNumberField("sampled", sampling);
            }
        });
    }

    /** Returns the id of a denial as the problem body of its response has it. */
    static String instanceOf(Denied denied) {
        return "urn:uuid:" + denied.instance();
    }

    /** Returns a line for decisions that were dropped because the log's queue was full. */
    static String ofDropped(Instant time, long decisions) {
        return line(time, json -> json.writeNumberField("dropped", decisions));
    }

    /** Returns a line for denials that sampling passed over. */
    static String ofPassedOver(Instant time, long denials) {
        return line(time, json -> json.writeNumberField("passedOver", denials));
    }

    /** Returns a line for decisions whose own lines could not be written. */
    static String ofLost(Instant time, long decisions) {
        return line(time, json -> json.writeNumberField("lost", decisions));
    }

    private static String line(Instant time, Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("time", time.toString());
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to a string failed", e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    /**
     * Writes the limit with the smallest remaining share of its permits. The mode is left out where the limiter is this
     * node's, as it is without a server that several nodes share.
     */
    private static void writeLimit(JsonGenerator json, @Nullable RateLimitResult limits) throws IOException {
        if (limits == null || limits.quotas().isEmpty()) {
            return;
        }
        Quota tightest = limits.quotas().stream()
                .min(Comparator.comparingDouble(
                        quota -> (double) quota.remaining() / quota.limit().permits()))
                .orElseThrow();
        json.writeObjectFieldStart("limit");
        json.writeStringField("name", tightest.limit().name());
        json.writeNumberField("remaining", tightest.remaining());
        json.writeNumberField("resetSeconds", (tightest.resetNanos() + NANOS - 1) / NANOS);
        if (limits.mode() != Mode.LOCAL) {
            json.writeStringField("mode", limits.mode().name().toLowerCase(Locale.ROOT));
        }
        json.writeEndObject();
    }

    /** Escapes U+007F too: JSON allows it unescaped, but a terminal may interpret it. */
    private static final class DeleteEscaped extends CharacterEscapes {
        private static final long serialVersionUID = 1L;
        private static final int DELETE = 0x7f;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = standardAsciiEscapesForJSON();
            codes[DELETE] = ESCAPE_STANDARD;
            return codes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return null;
        }
    }
}
