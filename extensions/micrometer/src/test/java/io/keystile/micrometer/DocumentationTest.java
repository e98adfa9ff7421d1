package io.keystile.micrometer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.Decision;
import io.keystile.Keystile;
import io.keystile.Requirement;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.redis.RedisCallException;
import io.keystile.redis.RedisRateLimiter;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.testkit.TestKeys;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Checks that the Java blocks of docs/monitoring.md are compiled and work. */
class DocumentationTest {
    private static List<String> matches(String pattern, String file) throws IOException {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(Files.readString(Path.of(file)))
                .results()
                .map(match -> match.group(1).stripIndent().strip())
                .toList();
    }

    @Test
    void everyJavaBlockIsCompiledCode() throws IOException {
        assertThat(matches("```java\\n(.*?)```", "../../docs/monitoring.md"))
                .isNotEmpty()
                .isEqualTo(matches(
                        "// begin\\n(.*?)\\n *// end", "src/test/java/io/keystile/micrometer/MonitoringSnippets.java"));
    }

    @Test
    void blockOfMetricsCountsDecisions() {
        TestKeys keys = new TestKeys();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (Keystile keystile = MonitoringSnippets.withMetrics(new InMemoryApiKeyStore(), registry)) {
            keystile.authenticator().decide(new TestCall(keys.unknown(), Requirement.validKey()));
        }
        assertThat(registry.get("keystile.decisions")
                        .tag("reason", "unknown_key")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void blockOfTheSharedLimiterExportsItsStats() {
        RedisRateLimiter limiter = RedisRateLimiter.over((timeout, key, command) -> {
                    throw new RedisCallException(RedisCallException.Outcome.NOT_SENT, "not connected", null);
                })
                .shareWhenUnreachable(2)
                .build();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        MonitoringSnippets.exported(limiter, registry);
        for (int i = 0; i < 4; i++) {
            limiter.tryAcquire(List.of(new RateLimitBucket("key:a", List.of(RateLimit.perMinute(100)))), 1);
        }
        assertThat(registry.get("keystile.redis.failures").functionCounter().count())
                .isEqualTo(3);
        assertThat(registry.get("keystile.redis.decided.by.own.share")
                        .functionCounter()
                        .count())
                .isEqualTo(4);
        assertThat(registry.get("keystile.redis.unreachable").gauge().value()).isNotNegative();
        assertThat(registry.getMeters()).hasSize(RedisRateLimiter.Stats.class.getRecordComponents().length);
    }

    @Test
    void blockOfSpansRecordsTheKeyAndTheReasonOfTheDenial() throws Exception {
        TestKeys keys = new TestKeys();
        String key = keys.issue("flows:read");
        EndedSpan ended = new EndedSpan();
        try (SdkTracerProvider tracing =
                        SdkTracerProvider.builder().addSpanProcessor(ended).build();
                ApiKeyAuthenticator authenticator = keys.authenticator()
                        .inlineListener(MonitoringSnippets.spans())
                        .build()) {
            Span call = tracing.get("test").spanBuilder("call").startSpan();
            Context.current()
                    .with(call)
                    .wrap((Callable<Decision>)
                            () -> authenticator.decide(new TestCall(key, Requirement.permission("flows:execute"))))
                    .call();
            call.end();
        }
        ReadableSpan span = requireNonNull(ended.span);
        assertThat(span.getAttribute(AttributeKey.stringKey("keystile.key")))
                .isEqualTo(keys.idOf(key).value());
        assertThat(span.getAttribute(AttributeKey.stringKey("keystile.reason"))).isEqualTo("permission_missing");
    }

    private static final class EndedSpan implements SpanProcessor {
        private @Nullable ReadableSpan span;

        @Override
        public void onStart(Context parentContext, ReadWriteSpan started) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan ended) {
            span = ended;
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
