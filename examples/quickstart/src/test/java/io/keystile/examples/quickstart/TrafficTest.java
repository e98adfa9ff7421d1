package io.keystile.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Runs the traffic program with the keys that the quickstart prints. */
class TrafficTest extends RunningQuickstart {
    private static final Pattern STATUS_COUNTS = Pattern.compile("(\\d{3})=(\\d+)");

    TrafficTest() {
        super(1);
    }

    @Test
    void accessLogMatchesTheReportedResponses() throws Exception {
        String output = outputFor(lines(keys()));
        restart(); // a stop writes the queued entries

        Map<Integer, Integer> responses = new HashMap<>();
        STATUS_COUNTS
                .matcher(output)
                .results()
                .forEach(count -> responses.merge(
                        Integer.valueOf(count.group(1)), Integer.valueOf(count.group(2)), Integer::sum));
        Map<Integer, Integer> lines = new HashMap<>();
        Map<String, Integer> reasons = new HashMap<>();
        List<String> log = Files.readAllLines(data().resolve("access.log"));
        for (String line : log) {
            JsonNode entry = new ObjectMapper().readTree(line);
            lines.merge(entry.path("status").asInt(200), 1, Integer::sum);
            reasons.merge(entry.path("reason").asText("granted"), 1, Integer::sum);
        }
        assertThat(lines).as(output).isEqualTo(responses).containsKeys(200, 401, 403);
        assertThat(reasons)
                .containsKeys(
                        "granted",
                        "wrong_secret",
                        "unknown_key",
                        "key_revoked",
                        "key_expired",
                        "permission_missing",
                        "address_not_allowed");
    }

    @Test
    void keysOfTheLastStartAreUsed() throws Exception {
        Map<String, String> earlier = new HashMap<>(keys());
        earlier.replaceAll((name, key) -> "pk_live_ofAnEarlierStart");
        Map<String, String> ids = restart();

        assertThat(outputFor(lines(earlier), lines(keys()), lines(ids)).lines())
                .anyMatch(line -> line.matches("enterprise +\\{200=\\d+}"));
    }

    @Test
    void failingClientContinuesAndIsCounted() throws Exception {
        Map<String, String> unsendable = new HashMap<>(keys());
        unsendable.computeIfPresent("free", (name, key) -> key + "\u0001");

        assertThat(outputFor(lines(unsendable)).lines())
                .anyMatch(line -> line.matches("free +\\{failed=([2-9]|\\d\\d+)}"));
    }

    private static String lines(Map<String, String> printed) {
        return printed.entrySet().stream()
                .map(line -> line.getKey() + "\t" + line.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /**
     * Runs the program for two seconds with a file of these lines, checks that it prints no key, and returns its
     * output.
     */
    private String outputFor(String... starts) throws Exception {
        Path file = data().resolve("keys.txt");
        Files.writeString(file, String.join("", starts));
        TrafficProgram traffic = TrafficProgram.run(data(), file, 2, uri());
        String output = traffic.out() + traffic.err();
        assertThat(traffic.exitCode()).as(output).isZero();
        keys().values().forEach(key -> assertThat(output).doesNotContain(key));
        return output;
    }
}
