package io.keystile.cli;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the quickstart in a separate process and holds the keys that it printed. */
final class QuickstartProcess implements AutoCloseable {
    private static final String MAIN = "io.keystile.examples.quickstart.Quickstart";
    private static final Pattern READY = Pattern.compile("ready (http://\\S+)");

    private final Process process;
    private final String uri;
    private final Map<String, String> keys;

    private QuickstartProcess(Process process, String uri, Map<String, String> keys) {
        this.process = process;
        this.uri = uri;
        this.keys = keys;
    }

    /** Starts the quickstart on a free port and returns once it listens. */
    static QuickstartProcess start(Path data) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                MAIN);
        builder.environment().put("PORT", "0");
        builder.environment().put("KEYSTILE_DATA", data.toString());
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Map<String, String> keys = new TreeMap<>();
        BufferedReader printed = process.inputReader();
        for (String line = printed.readLine(); line != null; line = printed.readLine()) {
            Matcher ready = READY.matcher(line);
            if (ready.lookingAt()) {
                return new QuickstartProcess(process, ready.group(1), keys);
            }
            int tab = line.indexOf('\t');
            keys.put(line.substring(0, tab), line.substring(tab + 1));
        }
        process.destroy();
        throw new IOException("The quickstart has not started");
    }

    String uri() {
        return uri;
    }

    String key(String name) {
        return requireNonNull(keys.get(name));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
