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

/** What the traffic program does with the keys that the quickstart printed, and tells of it. */
class TrafficTest extends RunningQuickstart {
    private static final Pattern ANSWERS = Pattern.compile("(\\d{3})=(\\d+)");

    TrafficTest() {
        super(1);
    }

    @Test
    void theAccessLogTellsWhatTheClientsGot() throws Exception {
        String told = told(lines(keys()));
        restart(); // what is queued is written when it stops

        Map<Integer, Integer> answers = new HashMap<>();
        ANSWERS.matcher(told)
                .results()
                .forEach(answer -> answers.merge(
                        Integer.valueOf(answer.group(1)), Integer.valueOf(answer.group(2)), Integer::sum));
        Map<Integer, Integer> lines = new HashMap<>();
        Map<String, Integer> reasons = new HashMap<>();
        List<String> log = Files.readAllLines(data().resolve("access.log"));
        for (String line : log) {
            JsonNode entry = new ObjectMapper().readTree(line);
            lines.merge(entry.path("status").asInt(200), 1, Integer::sum);
            reasons.merge(entry.path("reason").asText("granted"), 1, Integer::sum);
        }
        assertThat(lines).as(told).isEqualTo(answers).containsKeys(200, 401, 403);
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
    void ofSeveralStartsTheLastKeysCount() throws Exception {
        Map<String, String> earlier = new HashMap<>(keys());
        earlier.replaceAll((name, key) -> "pk_live_ofAnEarlierStart");
        Map<String, String> ids = restart();

        assertThat(told(lines(earlier), lines(keys()), lines(ids)).lines())
                .anyMatch(line -> line.matches("enterprise +\\{200=\\d+}"));
    }

    @Test
    void clientThatFailsGoesOnAndIsCounted() throws Exception {
        Map<String, String> unsendable = new HashMap<>(keys());
        unsendable.computeIfPresent("free", (name, key) -> key + "\u0001");

        assertThat(told(lines(unsendable)).lines()).anyMatch(line -> line.matches("free +\\{failed=([2-9]|\\d\\d+)}"));
    }

    private static String lines(Map<String, String> printed) {
        return printed.entrySet().stream()
                .map(line -> line.getKey() + "\t" + line.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /** Lets the program call for two seconds, with a file of these lines, and returns what it said, which is no key. */
    private String told(String... starts) throws Exception {
        Path file = data().resolve("keys.txt");
        Files.writeString(file, String.join("", starts));
        TrafficProgram traffic = TrafficProgram.run(data(), file, 2, uri());
        String told = traffic.out() + traffic.err();
        assertThat(traffic.exitCode()).as(told).isZero();
        keys().values().forEach(key -> assertThat(told).doesNotContain(key));
        return told;
    }
}
