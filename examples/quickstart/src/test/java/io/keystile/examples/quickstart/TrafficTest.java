package io.keystile.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The traffic program, run as the README has it, and the access log tell the same. */
class TrafficTest extends RunningQuickstart {
    private static final Path PROGRAM = Path.of("../traffic/Traffic.java");
    private static final Pattern ANSWERS = Pattern.compile("(\\d{3})=(\\d+)");

    TrafficTest() {
        super(1);
    }

    @Test
    void theAccessLogTellsWhatTheClientsGot() throws Exception {
        Path file = data().resolve("keys.txt");
        Files.write(
                file,
                keys().entrySet().stream()
                        .map(key -> key.getKey() + "\t" + key.getValue())
                        .toList());
        Process traffic = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        PROGRAM.toString(),
                        file.toString(),
                        "2",
                        uri().toString())
                .redirectErrorStream(true)
                .start();
        String told = new String(traffic.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(traffic.waitFor()).as(told).isZero();
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
        keys().values().forEach(key -> assertThat(told).doesNotContain(key));
    }
}
