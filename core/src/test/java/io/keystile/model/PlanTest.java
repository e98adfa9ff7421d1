package io.keystile.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keystile.ratelimit.RateLimit;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {
    @Test
    void aPlanHasOneToEightLimits() {
        assertThat(Plan.of("pro", limits(8)).limits()).hasSize(8);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.of("pro"))
                .withMessageContaining("RateLimit.perSecond(1_000_000)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.of("pro", limits(9)))
                .withMessageContaining("at most 8 limits");
    }

    @Test
    void twoLimitsOfAPlanHaveTwoNames() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.of("pro", RateLimit.perMinute(1), RateLimit.perMinute(2)))
                .withMessageContaining("each with a different name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Pro", "1st", "a b", "-a", "abcdefghijklmnopqrstuvwxyz0123456"})
    void aNameThatIsNoneIsRefusedWithAnExample(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.of(name, RateLimit.perMinute(1)))
                .withMessageContaining("for example \"pro\"");
    }

    @Test
    void allowlistsComeOnlyWhereTheyWereAskedFor() {
        assertThat(Plan.of("pro", RateLimit.perMinute(1)).allowlists()).isFalse();
        assertThat(Plan.of("pro", RateLimit.perMinute(1)).withAllowlists().allowlists())
                .isTrue();
    }

    private static RateLimit[] limits(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> RateLimit.of("limit-" + i, 1, Duration.ofSeconds(1)))
                .toArray(RateLimit[]::new);
    }
}
