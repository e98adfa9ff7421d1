package io.keystile.benchmarks.timing;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthRequest;
import io.keystile.Decision;
import io.keystile.Requirement;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHash;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Lineage;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.CacheSettings;
import io.keystile.store.InMemoryApiKeyStore;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/** The kinds of calls to compare. Their authenticator caches all ids, including unknown ones. */
final class Callers {
    static final String UNKNOWN = "unknown id";
    static final String WRONG = "wrong secret";
    static final String WRONG_TOO = "wrong secret, other keys";
    static final String NEAR = "near miss";
    static final String LEAKY_WRONG = "early exit, wrong secret";
    static final String LEAKY_NEAR = "early exit, near miss";

    private static final int KEYS = 64;
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int CHECKSUM_LENGTH = 6;
    private static final ApiKeyFormat FORMAT = ApiKeyFormat.ofBrand("pk");
    private static final SecretHasher HASHER = SecretHasher.sha256();

    private final SecureRandom random = new SecureRandom();
    private final InMemoryApiKeyStore store = new InMemoryApiKeyStore();
    private final ApiKeyAuthenticator authenticator;

    private Callers() {
        store.insert(WorkspaceRecord.of("acme", "free"));
        Duration day = Duration.ofDays(1);
        authenticator = ApiKeyAuthenticator.builder(store, FORMAT)
                .environments("live")
                .cache(new CacheSettings(100_000, day, day, 100_000, day))
                .unknownKeysPerAddress(RateLimit.perDay(100_000))
                .build();
    }

    /** Creates a caller of each kind, in a random order. */
    static List<Caller> inRandomOrder(SplittableRandom random) {
        Callers callers = new Callers();
        List<Supplier<Caller>> kinds = new ArrayList<>(List.of(
                () -> callers.authenticating(UNKNOWN, callers.keys()),
                () -> callers.authenticating(WRONG, callers.wrong()),
                () -> callers.authenticating(WRONG_TOO, callers.wrong()),
                () -> callers.authenticating(NEAR, callers.nearMisses()),
                () -> new EarlyExit(LEAKY_WRONG, callers.keys(), callers.keys()),
                callers::earlyExitNearMisses));
        Collections.shuffle(kinds, new Random(random.nextLong()));
        return kinds.stream().map(Supplier::get).toList();
    }

    private List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            keys.add(FORMAT.generate("live", random).reveal());
        }
        return keys;
    }

    private List<String> wrong() {
        List<String> keys = keys();
        keys.forEach(key -> issue(key, FORMAT.generate("live", random)));
        return keys;
    }

    private List<String> nearMisses() {
        List<String> keys = keys();
        keys.forEach(key -> issue(key, parse(withOtherLastCharacter(key))));
        return keys;
    }

    private Caller earlyExitNearMisses() {
        List<String> keys = keys();
        return new EarlyExit(
                LEAKY_NEAR,
                keys,
                keys.stream().map(Callers::withOtherLastCharacter).toList());
    }

    /** Stores a key with the hash of another key's secret. */
    private void issue(String key, PresentedKey secretOf) {
        SecretHash hash = HASHER.hash(secretOf);
        store.insert(ApiKeyRecord.issued(
                parse(key), hash, "acme", ApiKeySettings.named("timing"), Instant.now(), "experiment", Lineage.NONE));
    }

    private static PresentedKey parse(String key) {
        PresentedKey parsed = FORMAT.parse(key);
        if (parsed == null) {
            throw new IllegalStateException("Not a key");
        }
        return parsed;
    }

    /** Changes the last character of the secret and recomputes the checksum. */
    private static String withOtherLastCharacter(String key) {
        int last = key.length() - CHECKSUM_LENGTH - 1;
        String body = key.substring(0, last) + (key.charAt(last) == 'x' ? 'y' : 'x');
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        StringBuilder checksum = new StringBuilder();
        for (long rest = crc.getValue(); checksum.length() < CHECKSUM_LENGTH; rest /= DIGITS.length()) {
            checksum.insert(0, DIGITS.charAt((int) (rest % DIGITS.length())));
        }
        return body + checksum;
    }

    private Caller authenticating(String kind, List<String> keys) {
        List<AuthRequest> requests = keys.stream()
                .<AuthRequest>map(key -> new BearerRequest(List.of("Bearer " + key)))
                .toList();
        return new Authenticating(kind, authenticator, requests);
    }

    private record Authenticating(String kind, ApiKeyAuthenticator authenticator, List<AuthRequest> requests)
            implements Caller {
        @Override
        public int size() {
            return requests.size();
        }

        @Override
        public boolean call(int which) {
            return authenticator.decide(requests.get(which)) instanceof Decision.Granted;
        }
    }

    private record BearerRequest(List<String> authorization) implements AuthRequest {
        @Override
        public String peerAddress() {
            return "192.0.2.7";
        }

        @Override
        public boolean secure() {
            return true;
        }

        @Override
        public List<String> headers(String name) {
            return name.equals("Authorization") ? authorization : List.of();
        }

        @Override
        public Requirement requirement() {
            return Requirement.validKey();
        }
    }

    /** Insecure on purpose: compares keys in clear up to the first difference. */
    private record EarlyExit(String kind, List<String> presented, List<String> expected) implements Caller {
        @Override
        public int size() {
            return presented.size();
        }

        @Override
        public boolean call(int which) {
            String one = presented.get(which);
            String other = expected.get(which);
            for (int i = 0; i < one.length(); i++) {
                if (one.charAt(i) != other.charAt(i)) {
                    return false;
                }
            }
            return true;
        }
    }
}
