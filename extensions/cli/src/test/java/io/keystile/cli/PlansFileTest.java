package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.ratelimit.RateLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlansFileTest {
    private static final String GOLD =
            "[{\"name\": \"gold\", \"limits\": [{\"name\": \"per-minute\", \"permits\": 5, \"windowSeconds\": 60}],"
                    + " \"allowlists\": true}]";

    @TempDir
    private Path folder;

    private Plans read(String json) throws IOException {
        return PlansFile.read(
                Files.writeString(folder.resolve("plans.json"), json).toString());
    }

    @Test
    void plansStandByThemselvesOrInTheFiltersConfiguration() throws Exception {
        Plan gold = Plan.of("gold", RateLimit.perMinute(5)).withAllowlists();

        assertThat(read(GOLD).require("gold")).isEqualTo(gold);
        assertThat(read("{\"brand\": \"pk\", \"plans\": " + GOLD + "}").require("gold"))
                .isEqualTo(gold);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "{}",
                "[]",
                "7",
                "[{}]",
                "[{\"name\": \"gold\"}]",
                "[{\"name\": \"gold\", \"limits\": [{\"name\": \"m\", \"permits\": \"5\", \"windowSeconds\": 60}]}]",
                "[{\"name\": \"gold\", \"limits\": [{\"name\": \"m\", \"permits\": 5}]}]",
                "[] []"
            })
    void whatIsNotUnderstoodIsRefused(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(CliException.class)
                .hasMessageStartingWith("Cannot read the plans in ");
    }
}
