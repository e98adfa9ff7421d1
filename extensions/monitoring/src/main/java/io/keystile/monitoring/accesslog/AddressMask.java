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

/** How much of a client's address, which is personal data, is written down. Immutable and thread-safe. */
public final class AddressMask {
    private static final int MIN_SECRET_BYTES = 16;
    private static final int SHOWN_BYTES = 8;
    private static final String ALGORITHM = "HmacSHA256";

    private final Function<IpAddress, @Nullable String> form;

    private AddressMask(Function<IpAddress, @Nullable String> form) {
        this.form = form;
    }

    /** Writes the whole address. */
    public static AddressMask whole() {
        return new AddressMask(IpAddress::toString);
    }

    /** Writes the network: a /24 for IPv4, a /48 for IPv6. */
    public static AddressMask network() {
        return new AddressMask(address -> ClientNetworks.networkOf(address).toString());
    }

    /**
     * Writes 16 hexadecimal digits of the address's HMAC-SHA-256 (RFC 2104): one address is always the same text, and who does
     * not know the secret cannot try all addresses.
     *
     * @param secret at least 16 random bytes; copied
     * @throws IllegalArgumentException if there are fewer
     */
    public static AddressMask hashed(byte[] secret) {
        if (secret.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException("Give at least " + MIN_SECRET_BYTES + " random bytes to hash addresses");
        }
        SecretKeySpec key = new SecretKeySpec(secret, ALGORITHM);
        return new AddressMask(address -> hash(key, address));
    }

    /** Writes nothing. */
    public static AddressMask none() {
        return new AddressMask(address -> null);
    }

    @Nullable
    String of(@Nullable IpAddress address) {
        return address == null ? null : form.apply(address);
    }

    private static String hash(SecretKeySpec key, IpAddress address) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(address.toBytes()), 0, SHOWN_BYTES);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every Java platform has HMAC-SHA-256", e);
        }
    }
}
