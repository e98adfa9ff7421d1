package io.keystile.monitoring.usage;

import static io.keystile.monitoring.usage.UsageOutcome.GRANTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.key.KeyId;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageIncrementTest {
    private static final Instant HOUR = Instant.parse("2030-01-07T10:00:00Z");

    private static UsageIncrement of(Instant hour, long calls) {
        return new UsageIncrement(new KeyId("one"), new KeyId("one"), "acme", hour, GRANTED, calls);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2030-01-07T10:00:00Z", "1969-12-31T23:00:00Z"})
    void oneCallInAFullHourIsValid(Instant hour) {
        assertThat(of(hour, 1).hour()).isEqualTo(hour);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void fewerThanOneCallIsRejected(long calls) {
        assertThatThrownBy(() -> of(HOUR, calls))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The number of calls must be at least 1; got " + calls);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2030-01-07T10:00:00.000000001Z", "2030-01-07T10:30:00Z", "1969-12-31T23:59:59Z"})
    void aTimeWithinAnHourIsRejected(Instant time) {
        assertThatThrownBy(() -> of(time, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The hour must be a full hour in UTC; got " + time);
    }
}
