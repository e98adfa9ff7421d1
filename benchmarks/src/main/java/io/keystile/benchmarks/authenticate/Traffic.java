package io.keystile.benchmarks.authenticate;

import io.keystile.Requirement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * The requests of a trial in the order of the calls, stored as consecutive bytes. Each call creates its request from
 * them, as a server does from its input, so that the request's texts are in the processor's cache. Cached keys may not
 * be. Immutable.
 */
final class Traffic {
    /** The bytes reserved for a call: two lengths, an IPv4 address and a header. */
    private static final int STRIDE = 96;

    private static final int HEADER_AT = 2 + "255.255.255.255".length();

    private final int mask;
    private final byte[] bytes;
    private final Requirement requirement;

    /**
     * Stores the requests of all calls.
     *
     * @param calls the number of calls, a power of two
     */
    Traffic(int calls, Supplier<MemoryRequest> requests) {
        this.mask = calls - 1;
        this.bytes = new byte[calls * STRIDE];
        MemoryRequest request = requests.get();
        this.requirement = request.requirement();
        for (int call = 0; call < calls; call++) {
            int at = call * STRIDE;
            String header = request.authorization().isEmpty()
                    ? ""
                    : request.authorization().get(0);
            bytes[at] = (byte) write(request.peerAddress(), at + 2);
            bytes[at + 1] = (byte) write(header, at + HEADER_AT);
            request = requests.get();
        }
    }

    private int write(String text, int at) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, bytes, at, ascii.length);
        return ascii.length;
    }

    /** Creates the request of a call. Any number is valid; the sequence repeats. */
    MemoryRequest request(int call) {
        int at = (call & mask) * STRIDE;
        String peer = text(at + 2, bytes[at]);
        int headerLength = bytes[at + 1];
        return new MemoryRequest(
                peer, headerLength == 0 ? List.of() : List.of(text(at + HEADER_AT, headerLength)), requirement);
    }

    private String text(int at, int length) {
        return new String(bytes, at, length, StandardCharsets.ISO_8859_1);
    }
}
