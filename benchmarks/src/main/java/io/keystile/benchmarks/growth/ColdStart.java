package io.keystile.benchmarks.growth;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthRequest;
import io.keystile.Decision;
import io.keystile.benchmarks.NumberedKeys;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHash;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Lineage;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.InMemoryApiKeyStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * How long does the first decision of a process take? In a fresh JVM, from before the authenticator's builder to after one
 * call was granted, in milliseconds; the store is filled before, by a key and a hash that come from outside.
 *
 * <p>{@code --runs <n>} starts so many JVMs, one after the other, and prints the least, the middle and the greatest time;
 * without it there is one run. {@code --json <file>} writes them too.
 */
public final class ColdStart {
    private ColdStart() {}

    /** Starts the JVMs, or is one of them, with a key and its hash. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length == 2 && !arguments[0].startsWith("--")) {
            System.out.println(millisToFirstDecision(arguments[0], arguments[1]));
            return;
        }
        int runs = 1;
        Path json = null;
        for (Iterator<String> rest = List.of(arguments).iterator(); rest.hasNext(); ) {
            String option = rest.next();
            switch (option) {
                case "--runs" -> runs = Integer.parseInt(rest.next());
                case "--json" -> json = Path.of(rest.next());
                default -> throw new IllegalArgumentException("There is no option " + option);
            }
        }
        double[] millis = new double[runs];
        for (int run = 0; run < runs; run++) {
            millis[run] = millisOfFreshJvm(run);
        }
        StartTimes times = StartTimes.of(millis);
        System.out.println(times.row());
        if (json != null) {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), times);
        }
    }

    static double millisOfFreshJvm(int run) throws IOException, InterruptedException {
        PresentedKey key = new NumberedKeys().key(run);
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ColdStart.class.getName(),
                        key.reveal(),
                        SecretHasher.sha256().hash(key).encoded())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        if (jvm.waitFor() != 0) {
            throw new IllegalStateException("The JVM ended with " + jvm.exitValue());
        }
        return Double.parseDouble(said.strip());
    }

    static double millisToFirstDecision(String text, String hash) {
        PresentedKey key = Objects.requireNonNull(NumberedKeys.FORMAT.parse(text), "The text is no key");
        InMemoryApiKeyStore store = new InMemoryApiKeyStore();
        store.insert(WorkspaceRecord.of("acme", "enterprise"));
        store.insert(ApiKeyRecord.issued(
                key,
                SecretHash.parse(hash),
                "acme",
                ApiKeySettings.named("first").withPermissions(CallRequest.PERMISSION),
                Instant.now(),
                "benchmark",
                Lineage.NONE));
        AuthRequest request = new CallRequest(List.of("Bearer " + text));
        long start = System.nanoTime();
        Decision decision = ApiKeyAuthenticator.builder(store, NumberedKeys.FORMAT)
                .environments(NumberedKeys.ENVIRONMENT)
                .build()
                .decide(request);
        long end = System.nanoTime();
        if (!(decision instanceof Decision.Granted)) {
            throw new IllegalStateException("The call is to be granted");
        }
        return (end - start) / 1e6;
    }
}
