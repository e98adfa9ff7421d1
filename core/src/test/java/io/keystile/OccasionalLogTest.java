package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class OccasionalLogTest {
    private static final Logger LOG = LoggerFactory.getLogger(OccasionalLogTest.class);

    private final ManualTime time = new ManualTime();
    private final OccasionalLog occasionally = new OccasionalLog(time::nanos);
    private final LogCapture captured = LogCapture.open();

    @AfterEach
    void stopCapturing() {
        captured.close();
    }

    @Test
    void theFirstWarningIsLoggedAtOnceWithItsCause() {
        occasionally.warn(LOG, "The store is down", new IllegalStateException("no route"));

        assertThat(captured.lines())
                .singleElement()
                .asString()
                .startsWith("WARN The store is down")
                .contains("IllegalStateException: no route", "OccasionalLogTest.java");
    }

    @Test
    void withinTenSecondsTheNextOnesAreCountedOnly() {
        occasionally.warn(LOG, "down", null);
        for (int i = 0; i < 1_000; i++) {
            occasionally.warn(LOG, "down", null);
        }
        time.advance(Duration.ofSeconds(10).minusNanos(1));
        occasionally.warn(LOG, "down", null);
        assertThat(captured.lines()).hasSize(1);

        time.advanceNanos(1);
        occasionally.warn(LOG, "down", null);
        occasionally.warn(LOG, "down", null);
        assertThat(captured.lines()).hasSize(2);
        assertThat(captured.lines().get(1)).contains("(and 1001 similar");

        time.advance(Duration.ofSeconds(10));
        occasionally.warn(LOG, "down", null);
        assertThat(captured.lines().get(2)).contains("(and 1 similar");
    }

    @Test
    void textOfAWarningThatIsNotLoggedIsNotMade() {
        occasionally.warn(LOG, () -> "down", null);
        occasionally.warn(
                LOG,
                () -> {
                    throw new AssertionError("The text was made");
                },
                null);
        assertThat(captured.lines()).singleElement().asString().startsWith("WARN down");
    }

    @Test
    void aClockThatOverflowsChangesNothing() {
        time.advanceNanos(Long.MAX_VALUE - Duration.ofSeconds(5).toNanos());
        OccasionalLog overflowing = new OccasionalLog(time::nanos);
        overflowing.warn(LOG, "down", null);
        time.advance(Duration.ofSeconds(4));
        overflowing.warn(LOG, "down", null);
        assertThat(captured.lines()).hasSize(1);

        time.advance(Duration.ofSeconds(6));
        overflowing.warn(LOG, "down", null);
        assertThat(captured.lines()).hasSize(2);
    }
}
