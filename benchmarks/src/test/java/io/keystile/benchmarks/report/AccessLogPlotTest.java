package io.keystile.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;

class AccessLogPlotTest {
    private static final String GRANTED =
            "{\"time\":\"2030-01-07T00:00:%02d.5Z\",\"outcome\":\"granted\",\"key\":\"%s\"}";
    private static final String DENIED = "{\"time\":\"2030-01-07T00:00:%02d.5Z\",\"outcome\":\"denied\","
            + "\"reason\":\"key_revoked\",\"sampled\":10,\"key\":\"old\"}";

    @Test
    void grantedCallsAreCountedByKeyAndDeniedCallsByReason() throws IOException {
        List<CategoryChart> charts = AccessLogPlot.charts(List.of(
                GRANTED.formatted(0, "one"),
                GRANTED.formatted(9, "one"),
                GRANTED.formatted(9, "two"),
                DENIED.formatted(15),
                "{\"dropped\":3}",
                GRANTED.formatted(30, "one")));

        assertThat(charts)
                .extracting(CategoryChart::getTitle)
                .containsExactly("Granted calls by key", "Denied calls by reason");
        assertThat(charts.get(0).getSeriesCollection())
                .extracting(CategorySeries::getName)
                .containsExactly("one", "two");
        assertThat(charts.get(0).getSeries("one").getYData()).containsExactly(2, 0, 0, 1);
        assertThat(charts.get(0).getSeries("two").getYData()).containsExactly(1, 0, 0, 0);
        assertThat(charts.get(1).getSeriesCollection())
                .extracting(CategorySeries::getName)
                .containsExactly("key_revoked");
        assertThat(charts.get(1).getSeries("key_revoked").getYData())
                .as("a sampled line counts as the calls that it stands for")
                .containsExactly(0, 10, 0, 0);
    }

    @Test
    void logWithoutDecisionsIsRejected() {
        assertThatThrownBy(() -> AccessLogPlot.charts(List.of("{\"dropped\":3}")))
                .hasMessageContaining("no decision");
    }
}
