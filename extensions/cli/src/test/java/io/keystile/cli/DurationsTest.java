package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({"45s,PT45S", "90m,PT90M", "12h,PT12H", "30d,P30D", "2w,P14D", "0s,PT0S", "P30D,P30D", "PT1H30M,PT90M"})
    void timesAreReadAsPeopleWriteThem(String text, Duration expected) {
        assertThat(Durations.parse("--overlap", text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "d", "-1d", "1.5h", "30 d", "30D", "1y", "PT-1H", "P1M", "9999999999d", "٣d"})
    void anythingElseIsRefusedWithExamples(String text) {
        assertThatThrownBy(() -> Durations.parse("--overlap", text))
                .isInstanceOf(CliException.class)
                .hasMessageStartingWith("--overlap takes a time such as 30d, 12h");
    }
}
