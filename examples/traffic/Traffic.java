import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * Calls the quickstart as a mix of well-behaved and misbehaving clients.
 *
 * <pre>java examples/traffic/Traffic.java keys.txt [seconds] [base URI]</pre>
 *
 * <p>{@code keys.txt} contains the output of the quickstart's first start. If it contains the output of several starts,
 * the last keys are used. At the end the program prints how often each client received each status.
 */
public final class Traffic {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Random RANDOM = new Random(1);
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final List<String> NAMES =
            List.of("pro", "enterprise", "free", "readonly", "elsewhere", "revoked", "expired");
    private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,7}");
    private static final int CHECKSUM = 6;
    private static final int ID = 12;

    private final Map<String, String> keys;
    private final URI flow;
    private final int seconds;
    private final List<Client> clients = new ArrayList<>();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(8);

    private Traffic(Map<String, String> keys, URI flow, int seconds) {
        this.keys = keys;
        this.flow = flow;
        this.seconds = seconds;
    }

    /** A client with its own key and call pattern. It makes one call at a time. */
    private final class Client {
        private final String name;
        private final Supplier<String> key;
        private final boolean patient;
        private final Map<String, Integer> statuses = new TreeMap<>();
        private long notBefore = System.nanoTime();

        Client(String name, Supplier<String> key, boolean patient) {
            this.name = name;
            this.key = key;
            this.patient = patient;
            clients.add(this);
        }

        /** Makes one call. A patient client makes none before Retry-After has passed. */
        synchronized void call() {
            if (System.nanoTime() - notBefore < 0) {
                return;
            }
            try {
                HttpResponse<Void> response = HTTP.send(request(), HttpResponse.BodyHandlers.discarding());
                statuses.merge(String.valueOf(response.statusCode()), 1, Integer::sum);
                long wait = response.headers().firstValueAsLong("Retry-After").orElse(0);
                if (patient) {
                    notBefore = System.nanoTime() + TimeUnit.SECONDS.toNanos(wait);
                }
            } catch (IOException e) {
                failed(e.toString());
            } catch (RuntimeException e) {
                failed(e.getClass().getName()); // its message may quote the key
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private HttpRequest request() {
            return HttpRequest.newBuilder(flow)
                    .header("Authorization", "Bearer " + key.get())
                    .header("User-Agent", "traffic (" + name + ")")
                    .timeout(Duration.ofSeconds(20))
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build();
        }

        /** Counts and prints a call that failed. Later calls are still made. */
        private void failed(String why) {
            statuses.merge("failed", 1, Integer::sum);
            System.err.println(name + ": " + why);
        }

        void every(long millis) {
            threads.scheduleAtFixedRate(this::call, RANDOM.nextInt(200), millis, TimeUnit.MILLISECONDS);
        }

        /** Schedules this many calls in a row, whatever their status, after a delay. */
        void burst(int calls, long afterMillis) {
            Runnable all = () -> {
                for (int i = 0; i < calls && !Thread.currentThread().isInterrupted(); i++) {
                    call();
                }
            };
            threads.schedule(all, afterMillis, TimeUnit.MILLISECONDS);
        }

        synchronized String line() {
            return "%-28s %s".formatted(name, statuses);
        }
    }

    private void run() throws InterruptedException {
        known("pro", true).every(80);
        known("enterprise", true).every(250);
        known("free", true).every(400);
        known("readonly", false).every(1_000);
        known("elsewhere", false).every(2_000);
        known("revoked", false).every(3_000);
        known("expired", false).every(5_000);
        new Client("pro with a wrong secret", () -> withOtherSecret(keys.get("pro")), false).every(2_000);
        new Client("invented keys", () -> withChecksum("pk_live_" + digits(44)), false).every(1_000);
        new Client("pro in a burst", () -> keys.get("pro"), false).burst(3 * seconds, 500L * seconds);
        TimeUnit.SECONDS.sleep(seconds);
        threads.shutdown();
        threads.awaitTermination(1, TimeUnit.MINUTES);
        clients.forEach(client -> System.out.println(client.line()));
    }

    private Client known(String name, boolean patient) {
        return new Client(name, () -> keys.get(name), patient);
    }

    /** Returns a well-formed key with the same id and a random secret. */
    private static String withOtherSecret(String key) {
        int secret = key.lastIndexOf('_') + 1 + ID;
        return withChecksum(key.substring(0, secret) + digits(key.length() - CHECKSUM - secret));
    }

    private static String digits(int count) {
        return RANDOM.ints(count, 0, DIGITS.length())
                .mapToObj(digit -> String.valueOf(DIGITS.charAt(digit)))
                .collect(Collectors.joining());
    }

    /**
     * Appends the checksum to a key: its CRC-32 as six base62 characters. A key with a wrong checksum would be denied
     * without a look-up.
     */
    private static String withChecksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        StringBuilder checksum = new StringBuilder();
        for (long rest = crc.getValue(); checksum.length() < CHECKSUM; rest /= DIGITS.length()) {
            checksum.append(DIGITS.charAt((int) (rest % DIGITS.length())));
        }
        return text + checksum.reverse();
    }

    /**
     * Validates the arguments before the first call.
     *
     * @throws IllegalArgumentException if an argument is invalid; the message is for the user
     */
    private static Traffic of(String... arguments) {
        if (arguments.length < 1 || arguments.length > 3) {
            throw new IllegalArgumentException(
                    "Usage: java Traffic.java <file with the quickstart's output> [seconds] [base URI]");
        }
        int seconds = secondsOf(arguments.length > 1 ? arguments[1] : "180");
        URI flow = flowOf(arguments.length > 2 ? arguments[2] : "http://localhost:8080");
        return new Traffic(keysIn(arguments[0]), flow, seconds);
    }

    /** Returns the keys by name. The last line with a key counts; lines with ids, from later starts, are skipped. */
    private static Map<String, String> keysIn(String file) {
        Map<String, String> keys;
        try {
            keys = Files.readAllLines(Path.of(file)).stream()
                    .map(line -> line.split("\t"))
                    .filter(parts -> parts.length == 2 && parts[1].startsWith("pk_"))
                    .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (earlier, later) -> later));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    "File " + file + " does not exist: save the output of the quickstart's first start in it", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("Cannot read " + file + ": " + e, e);
        }
        List<String> missing = NAMES.stream().filter(name -> !keys.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("File " + file + " has no key for " + missing
                    + ": the quickstart prints its keys only at its first start");
        }
        return keys;
    }

    private static int secondsOf(String text) {
        if (!SECONDS.matcher(text).matches()) {
            throw new IllegalArgumentException("The seconds must be a whole number from 1 to 99999999: " + text);
        }
        return Integer.parseInt(text);
    }

    private static URI flowOf(String base) {
        try {
            URI flow = URI.create(base).resolve("/flows/f1/execute");
            HttpRequest.newBuilder(flow); // throws if the URI cannot be called
            return flow;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The base URI must begin with http:// or https:// and a host: " + base, e);
        }
    }

    public static void main(String[] args) throws InterruptedException {
        Traffic traffic;
        try {
            traffic = of(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        traffic.run();
    }
}
