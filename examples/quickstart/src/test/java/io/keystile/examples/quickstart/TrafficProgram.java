package io.keystile.examples.quickstart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The exit code and the output of one run of the traffic program, started as in the README. */
record TrafficProgram(int exitCode, String out, String err) {
    private static final Path PROGRAM = Path.of("../traffic/Traffic.java");

    /** Runs the program to its end. Its standard error is kept in a file in {@code folder}. */
    static TrafficProgram run(Path folder, Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", PROGRAM.toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Path err = folder.resolve("traffic.err");
        Process traffic =
                new ProcessBuilder(command).redirectError(err.toFile()).start();
        String out = new String(traffic.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new TrafficProgram(traffic.waitFor(), out, Files.readString(err));
    }
}
