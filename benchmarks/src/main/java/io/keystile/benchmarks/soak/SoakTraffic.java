package io.keystile.benchmarks.soak;

import io.keystile.benchmarks.NumberedKeys;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A deterministic sequence of calls of all kinds. Unknown ids and addresses are used in turn, so that all occur. */
final class SoakTraffic {
    /** Texts that could break lines, terminals, parsers or size limits. */
    private static final List<String> HOSTILE = List.of(
            "curl/8.5.0",
            "line\nfeed and carriage\rreturn",
            "\u001b[31mred\u001b[0m",
            "separators \u2028 and \u2029, \u0085",
            "half a pair \ud83d and \ude00",
            "quotes \" and \\ and {\"json\":true}",
            "nul \0 and bell \7",
            "long " + "x y".repeat(4_000),
            "\u202eright to left");

    private final SplittableRandom random;
    private final NumberedKeys keys = new NumberedKeys();
    private final int realKeys;
    private final int ids;
    private final int addresses;
    private int nextFake;
    private int nextAddress;
    private final BitSet idsSeen = new BitSet();
    private final BitSet addressesSeen = new BitSet();

    /** Creates calls with {@code ids} ids, of which the first {@code realKeys} are in the store. */
    SoakTraffic(long seed, int realKeys, int ids, int addresses) {
        this.random = new SplittableRandom(seed);
        this.realKeys = realKeys;
        this.ids = ids;
        this.addresses = addresses;
        this.nextFake = realKeys;
    }

    SoakRequest next() {
        int kind = random.nextInt(100);
        String agent = HOSTILE.get(random.nextInt(HOSTILE.size()));
        if (kind < 45) {
            return request(true, real(), "/flows/f" + kind, agent);
        }
        if (kind < 90) {
            return request(true, fake(), "/flows/f" + kind, agent);
        }
        return switch (kind) {
            case 90, 91, 92 -> request(true, "pk_live_" + agent, agent, agent);
            case 93, 94, 95 -> request(true, null, agent, agent);
            case 96, 97 -> request(false, real(), "/flows/plain", agent);
            default -> {
                String key = real();
                yield request(true, key, "/flows/" + key, agent);
            }
        };
    }

    private SoakRequest request(boolean secure, @Nullable String key, String path, String agent) {
        return new SoakRequest(address(), secure, key, path, agent);
    }

    private String real() {
        int number = random.nextInt(realKeys);
        idsSeen.set(number);
        return keys.key(number).reveal();
    }

    private String fake() {
        int number = nextFake;
        nextFake = number + 1 < ids ? number + 1 : realKeys;
        idsSeen.set(number);
        return keys.key(number).reveal();
    }

    /** Returns IPv4 and IPv6 addresses alternately. */
    private String address() {
        int number = nextAddress;
        nextAddress = (number + 1) % addresses;
        addressesSeen.set(number);
        int high = number >> 8;
        int low = number & 0xff;
        return number % 2 == 0
                ? "10." + (high >> 8) + "." + (high & 0xff) + "." + low
                : "2001:db8:" + Integer.toHexString(high) + ":" + Integer.toHexString(low) + "::1";
    }

    int idsSeen() {
        return idsSeen.cardinality();
    }

    int addressesSeen() {
        return addressesSeen.cardinality();
    }
}
