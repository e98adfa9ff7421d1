package io.keystile.monitoring.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.keystile.Forgery;
import io.keystile.LogCapture;
import io.keystile.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reports one leaked key in many ways and checks that this package does not leak it further. */
class LeakCanaryTest {
    private final LeakFixture fixture = new LeakFixture();
    private final GitHubSigner signer = GitHubSigner.onP256();
    private final String key = fixture.issue();
    private final List<String> texts = new ArrayList<>();

    private final LeakedKeys leaked = fixture.leakedKeys(LeakPolicy.REVOKE, event -> {
        texts.add(event.toString());
        throw new IllegalStateException("I choke on " + event);
    });

    private final GitHubSecretScanning scanning = new GitHubSecretScanning(signer::keys, leaked);

    @Test
    void aLeakedKeyAppearsInNoEventResponseLogLineOrObject() {
        String site = "https://github.com/octocat/" + key + ".txt";
        String hit = "{\"token\":\"" + key + "\",\"type\":\"t\",\"url\":\"" + site + "\",\"source\":\"content\"}";
        try (LogCapture log = LogCapture.open()) {
            for (LeakFixture.Operation operation : LeakFixture.Operation.values()) {
                fixture.failing.add(operation);
                send("[" + hit + "]", true);
                fixture.failing.clear();
            }
            send("[" + hit + "," + hit + "]", true);
            send("[" + hit + "]", false);
            send("[" + hit + " " + key, true);
            send("[" + hit.replace("\"" + key + "\"", key) + "]", true);
            send("[{\"" + key + "\":1,\"" + key + "\":2}]", true);
            send(("[" + hit + "]").replace(key, Forgery.withOtherSecret(key)), true);
            record(leaked, scanning, signer.keys(), ScannerRules.of(TestKeys.FORMAT), read("[" + hit + "]"));

            assertThat(log.lines())
                    .as("log lines are captured")
                    .anyMatch(line -> line.contains("I choke on"))
                    .anyMatch(line -> line.contains("no answer about"))
                    .anyMatch(line -> line.contains("was rejected"));
            texts.addAll(log.lines());
        }

        assertThat(texts).anyMatch(text -> text.contains("[key].txt"));
        assertThat(texts).allSatisfy(text -> assertThat(text).doesNotContain(secrets()));
    }

    private void record(Object... objects) {
        JsonMapper fields = JsonMapper.builder()
                .visibility(PropertyAccessor.FIELD, Visibility.ANY)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .build();
        for (Object object : objects) {
            texts.add(object.toString());
            try {
                texts.add(fields.writeValueAsString(object));
            } catch (JsonProcessingException e) {
                texts.add(e.toString());
            }
        }
    }

    private static Object read(String message) {
        List<GitHubMessage.Hit> hits = GitHubMessage.read(bytes(message), "finder");
        assertThat(hits).hasSize(1);
        return hits;
    }

    private void send(String message, boolean signed) {
        String signature = signer.sign(signed ? message : "something else");
        GitHubAnswer answer = scanning.handle(GitHubSigner.IDENTIFIER, signature, bytes(message));
        texts.add(answer.toString());
        texts.add(answer.body());
    }

    /** The key and its secret, in the forms in which they could be printed. */
    private List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        for (String secret : List.of(key, key.substring(key.length() - 38, key.length() - 6))) {
            secrets.add(secret);
            secrets.add(Base64.getEncoder().withoutPadding().encodeToString(bytes(secret)));
            secrets.add(HexFormat.of().formatHex(bytes(secret)));
        }
        return secrets;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
