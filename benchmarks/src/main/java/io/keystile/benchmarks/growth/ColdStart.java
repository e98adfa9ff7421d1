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
 * How long does the first decision of a process take? Measures a new JVM, from the creation of the authenticator's
 * builder to the first granted call, in milliseconds. The store is filled before that, with a key and a hash passed in
 * as arguments.
 *
 * <p>{@code --runs <n>}, by default 1, starts n JVMs, one after the other, and prints the minimum, median and maximum
 * time. {@code --json <file>} also writes them as JSON.
 */
public final class ColdStart {
    private ColdStart() {}

    /** Starts the JVMs, or is one of them if the arguments are a key and its hash. */
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
                default -> throw new IllegalArgumentException("Unknown option: " + option);
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
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        if (jvm.waitFor() != 0) {
            throw new IllegalStateException("The JVM exited with code " + jvm.exitValue());
        }
        return Double.parseDouble(output.strip());
    }

    static double millisToFirstDecision(String text, String hash) {
        PresentedKey key = Objects.requireNonNull(NumberedKeys.FORMAT.parse(text), "Not a key");
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
            throw new IllegalStateException("The call was not granted");
        }
        return (end - start) / 1e6;
    }
}
