package io.keystile.monitoring.leaks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The public keys with which GitHub signs its secret-scanning messages, by identifier.
 *
 * <p>GitHub publishes them at {@code https://api.github.com/meta/public_keys/secret_scanning} and replaces them from
 * time to time. The application fetches them. All are on the curve P-256. Immutable and thread-safe.
 */
public final class GitHubKeys {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");

    private final Map<String, PublicKey> byIdentifier;

    private GitHubKeys(Map<String, PublicKey> byIdentifier) {
        if (byIdentifier.isEmpty()) {
            throw new IllegalArgumentException("Give at least one key; without keys, every message would be rejected");
        }
        byIdentifier.forEach((identifier, key) -> {
            if (!P256.isOnCurve(key)) {
                throw new IllegalArgumentException("Key " + identifier + " is not on the curve P-256");
            }
        });
        this.byIdentifier = Map.copyOf(byIdentifier);
    }

    /**
     * Returns a set of keys.
     *
     * @param keys the keys, by identifier
     * @throws IllegalArgumentException if there are none, or if a key is not on P-256
     */
    public static GitHubKeys of(Map<String, ? extends PublicKey> keys) {
        return new GitHubKeys(Map.copyOf(keys));
    }

    /**
     * Returns a set of keys in PEM, with {@code -----BEGIN PUBLIC KEY-----} (RFC 7468 section 13).
     *
     * @param pems the PEM texts, by identifier
     * @throws IllegalArgumentException if there are none, or if one is not a public key in PEM or not on P-256
     */
    public static GitHubKeys ofPem(Map<String, String> pems) {
        Map<String, PublicKey> keys = new HashMap<>();
        pems.forEach((identifier, pem) -> keys.put(identifier, readPem(identifier, pem)));
        return new GitHubKeys(keys);
    }

    /**
     * Reads the list of keys that GitHub publishes.
     *
     * @param json the body of GitHub's response
     * @throws IllegalArgumentException if it is not such a list, if the list is empty, or if a key is not on P-256
     */
    public static GitHubKeys read(String json) {
        Map<String, String> pems = new HashMap<>();
        for (JsonNode key : parse(json).path("public_keys")) {
            pems.put(text(key, "key_identifier"), text(key, "key"));
        }
        return ofPem(pems);
    }

    private static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("GitHub's list of public keys is not JSON", e);
        }
    }

    private static String text(JsonNode key, String name) {
        String text = key.path(name).textValue();
        if (text == null) {
            throw new IllegalArgumentException("A public key in GitHub's list has no \"" + name + "\"");
        }
        return text;
    }

    private static PublicKey readPem(String identifier, String pem) {
        Matcher matcher = PEM.matcher(pem);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("Key " + identifier + " is not a public key in PEM");
        }
        try {
            byte[] der = Base64.getDecoder().decode(matcher.group(1).replaceAll("\\s", ""));
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("Key " + identifier + " is not an elliptic-curve public key", e);
        }
    }

    /** Returns whether the signature is valid for the message and the key with this identifier. It is DER in base64. */
    boolean verify(String identifier, String signature, byte[] message) {
        PublicKey key = byIdentifier.get(identifier);
        if (key == null) {
            return false;
        }
        try {
            return P256.verify(key, Base64.getDecoder().decode(signature), message);
        } catch (IllegalArgumentException e) { // not base64
            return false;
        }
    }

    /** Returns the identifiers of the keys. */
    @Override
    public String toString() {
        return "GitHubKeys" + byIdentifier.keySet();
    }
}
