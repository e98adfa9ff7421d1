package io.keystile.monitoring.accesslog;

import io.keystile.monitoring.internal.ClientNetworks;
import io.keystile.net.IpAddress;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Determines how much of a client address an {@link AccessLog} writes. Addresses are personal data. Immutable and
 * thread-safe.
 */
public final class AddressMask {
    private static final int MIN_SECRET_BYTES = 16;
    private static final int SHOWN_BYTES = 8;
    private static final String ALGORITHM = "HmacSHA256";

    private final Function<IpAddress, @Nullable String> formatter;

    private AddressMask(Function<IpAddress, @Nullable String> formatter) {
        this.formatter = formatter;
    }

    /** Returns a mask that writes the whole address. */
    public static AddressMask whole() {
        return new AddressMask(IpAddress::toString);
    }

    /** Returns a mask that writes the address's network only: a /24 for IPv4, a /48 for IPv6. */
    public static AddressMask network() {
        return new AddressMask(address -> ClientNetworks.networkOf(address).toString());
    }

    /**
     * Returns a mask that writes the first 16 hexadecimal digits of the address's HMAC-SHA-256 (RFC 2104). The same
     * address always gives the same digits. Without the secret, they cannot be found by hashing all addresses.
     *
     * @param secret at least 16 random bytes; copied
     * @throws IllegalArgumentException if {@code secret} is shorter
     */
    public static AddressMask hashed(byte[] secret) {
        if (secret.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException("The secret must have at least " + MIN_SECRET_BYTES + " random bytes");
        }
        SecretKeySpec key = new SecretKeySpec(secret, ALGORITHM);
        return new AddressMask(address -> hash(key, address));
    }

    /** Returns a mask that leaves the address out. */
    public static AddressMask none() {
        return new AddressMask(address -> null);
    }

    /** Returns the text to write for an address; null to write none. */
    @Nullable
    String mask(@Nullable IpAddress address) {
        return address == null ? null : formatter.apply(address);
    }

    private static String hash(SecretKeySpec key, IpAddress address) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(address.toBytes()), 0, SHOWN_BYTES);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("This Java runtime has no HMAC-SHA-256", e);
        }
    }
}
