package io.keystile.admin;

import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyId;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Plans;
import io.keystile.store.JsonFileApiKeyStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Another process that issues, rotates and revokes keys, and prints each change once it has been acknowledged. */
final class KillableProcess {
    private static final Actor ACTOR = Actor.system("process");

    private KillableProcess() {}

    /** Takes the file, and goes on until it is killed. */
    public static void main(String[] args) {
        JsonFileApiKeyStore store = JsonFileApiKeyStore.open(Path.of(args[0]));
        ApiKeys keys = new ApiKeys(store, ApiKeyFormat.ofBrand("pk"), SecretHasher.sha256(), Plans.standard());
        System.out.println("ready");
        while (true) {
            KeyId old = keys.issue(ACTOR, "acme", "live", ApiKeySettings.named("k"))
                    .record()
                    .id();
            System.out.println("issued " + old);
            KeyId next = keys.rotate(ACTOR, old, Overlap.of(Duration.ofDays(1)))
                    .orElseThrow()
                    .record()
                    .id();
            System.out.println("rotated " + old + " " + next);
            keys.revoke(ACTOR, old, "x");
            System.out.println("revoked " + old);
        }
    }

    static Process start(Path file) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = Stream.of(
                        java.toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KillableProcess.class.getName(),
                        file.toString())
                .toList();
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
