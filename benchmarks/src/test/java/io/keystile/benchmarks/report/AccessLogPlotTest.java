package io.keystile.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessLogPlotTest {
    private static final String GRANTED =
            "{\"time\":\"2030-01-07T00:00:%02d.5Z\",\"outcome\":\"granted\",\"key\":\"%s\"}";
    private static final String REFUSED = "{\"time\":\"2030-01-07T00:00:%02d.5Z\",\"outcome\":\"denied\","
            + "\"reason\":\"key_revoked\",\"sampled\":10,\"key\":\"old\"}";

    private static long columnsOf(String svg, int colour) {
        return svg.lines()
                .filter(line -> line.startsWith("<rect") && line.contains(Svg.colour(colour)))
                .filter(line -> !line.contains("width='10.0'"))
                .count();
    }

    @Test
    void eachSpanHasAColumnForEachKeyAndReason() throws IOException {
        String svg = AccessLogPlot.draw(List.of(
                GRANTED.formatted(0, "one"),
                GRANTED.formatted(9, "one"),
                GRANTED.formatted(9, "two"),
                REFUSED.formatted(15),
                "{\"dropped\":3}",
                GRANTED.formatted(30, "one")));

        assertThat(svg).contains(">one<", ">two<", ">key_revoked<").doesNotContain(">old<");
        assertThat(columnsOf(svg, 0)).isEqualTo(3); // twice key one, once the reason
        assertThat(columnsOf(svg, 1)).isEqualTo(1);
        assertThat(svg).contains(">10.0<"); // a line that stands for ten
    }

    @Test
    void aLogWithoutDecisionsIsRefused() {
        assertThatThrownBy(() -> AccessLogPlot.draw(List.of("{\"dropped\":3}"))).hasMessageContaining("no decision");
    }
}
