package io.keystile.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Another process that writes: inserts keys, and prints the id of each once the store has acknowledged it. */
final class WriterProcess {
    private WriterProcess() {}

    /** Takes the file, the workspace, what ids begin with, and how many keys to insert. */
    public static void main(String[] args) {
        int count = Integer.parseInt(args[3]);
        try (JsonFileApiKeyStore store = JsonFileApiKeyStore.open(Path.of(args[0]))) {
            for (int i = 0; i < count; i++) {
                String id = args[2] + i;
                store.insert(Samples.key(id, args[1]));
                System.out.println(id);
            }
        }
    }

    static Process start(Path file, String workspace, String prefix, int count) throws IOException {
        return start(WriterProcess.class, file.toString(), workspace, prefix, Integer.toString(count));
    }

    /** Starts a process that runs the main method of a class of these tests. */
    static Process start(Class<?> main, String... arguments) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Stream<String> virtualMachine = Stream.of(
                java.toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-cp", classPath());
        Stream<String> program = Stream.concat(Stream.of(main.getName()), Stream.of(arguments));
        return new ProcessBuilder(Stream.concat(virtualMachine, program).toList())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }
}
