package io.keystile.benchmarks.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.key.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretHasherBenchmarkTest {
    private final SecretHasherBenchmark benchmark = new SecretHasherBenchmark();
    private final Verification verification = new Verification();

    @ParameterizedTest
    @ValueSource(ints = {32, 45})
    void everyAlternativeVerifiesTheSecret(int bytes) throws Exception {
        Message message = message(bytes);

        assertThat(message.hasSha256(benchmark.sha256Floor(message))).isTrue();
        assertThat(benchmark.sha256GetInstance(message)).isTrue();
        assertThat(benchmark.sha256Clone(message)).isTrue();
        assertThat(benchmark.sha256ThreadLocal(message)).isTrue();
        assertThat(message.hasHmac(benchmark.hmacFloor(message))).isTrue();
        assertThat(benchmark.hmacGetInstance(message)).isTrue();
        assertThat(message.hasSha256(new byte[32])).isFalse();
    }

    @Test
    void libraryVerifiesTheSecret() {
        verification.check();

        assertThat(benchmark.sha256Keystile(verification)).isEqualTo(Verdict.RIGHT);
        assertThat(benchmark.hmacKeystile(verification)).isEqualTo(Verdict.RIGHT);
    }

    @ParameterizedTest
    @EnumSource
    void virtualThreadVerifiesTheSecretOnJava21(VirtualThreadBenchmark.Work work) throws Exception {
        VirtualThreadBenchmark virtual = new VirtualThreadBenchmark();
        virtual.work = work;
        if (Runtime.version().feature() < 21) {
            assertThatThrownBy(virtual::prepare).hasMessageContaining("Java 21");
        } else {
            virtual.prepare();
            assertThat(virtual.inNewThread(message(32), verification)).isPositive();
        }
    }

    private static Message message(int bytes) throws Exception {
        Message message = new Message();
        message.bytes = bytes;
        message.prepare();
        return message;
    }
}
