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

class PlansFileTest {
    private static final String GOLD =
            "[{\"name\": \"gold\", \"limits\": [{\"name\": \"per-minute\", \"permits\": 5, \"window\": \"PT1M\"}],"
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

    @Test
    void anotherFormIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> read(GOLD.replace(": 5,", ": \"5\",")))
                .isInstanceOf(CliException.class)
                .hasMessage("Cannot read the plans in " + folder.resolve("plans.json") + ": line 1, column 64:"
                        + " [0].limits[0].permits: write a whole number, without quotation marks, point or exponent");
    }

    @Test
    void formerSpellingOfALimitIsRefusedWithTheNewOne() {
        assertThatThrownBy(() -> read(GOLD.replace("\"window\": \"PT1M\"", "\"windowSeconds\": 60")))
                .isInstanceOf(CliException.class)
                .hasMessageEndingWith("[0].limits[0].windowSeconds: this version of the library has no such property;"
                        + " write for example {\"name\": \"per-minute\", \"permits\": 100, \"window\": \"PT1M\"}");
    }
}
