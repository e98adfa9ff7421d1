package io.keystile.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsServletTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.9.10", "::1", "[::1]", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"})
    void loopbackAddressIsRecognized(String address) {
        assertThat(MetricsServlet.isLoopback(address)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "192.0.2.7",
                "2001:db8::1",
                "127.1",
                "2130706433",
                "localhost",
                "no such host",
                "[",
                "unknown"
            })
    void otherOrMissingAddressIsNotLoopback(@Nullable String address) {
        assertThat(MetricsServlet.isLoopback(address)).isFalse();
    }
}
