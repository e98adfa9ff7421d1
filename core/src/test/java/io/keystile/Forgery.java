package io.keystile;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Keys as an attacker makes them: edited, with a right checksum. */
public final class Forgery {
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int CHECKSUM_LENGTH = 6;
    private static final int SECRET_LENGTH = 32;

    private Forgery() {}

    public static String withOtherSecret(String key) {
        int secretStart = key.length() - CHECKSUM_LENGTH - SECRET_LENGTH;
        return checksummed(key.substring(0, secretStart) + "A".repeat(SECRET_LENGTH));
    }

    public static String withEnvironment(String key, String environment) {
        String[] parts = key.split("_", 3);
        String body = parts[0] + "_" + environment + "_" + parts[2];
        return checksummed(body.substring(0, body.length() - CHECKSUM_LENGTH));
    }

    private static String checksummed(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        StringBuilder checksum = new StringBuilder();
        long rest = crc.getValue();
        for (int i = 0; i < CHECKSUM_LENGTH; i++) {
            checksum.insert(0, BASE62.charAt((int) (rest % 62)));
            rest /= 62;
        }
        return body + checksum;
    }
}
