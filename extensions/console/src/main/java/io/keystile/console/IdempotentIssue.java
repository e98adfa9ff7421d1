package io.keystile.console;

import io.keystile.admin.IssuedKey;
import io.keystile.key.KeyId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Issues one key for each value of {@code Idempotency-Key} (draft-ietf-httpapi-idempotency-key-header-07). Thread-safe.
 */
final class IdempotentIssue {
    private static final Pattern VALUE = Pattern.compile("[!-~]{1,100}");

    private final IssuedBefore before = new IssuedBefore();

    /**
     * Issues a key, unless the request repeats one that did.
     *
     * @param location returns the relative address of a key
     * @throws ApiProblem if the key is not issued
     */
    IssuedKey once(Call call, ApiBody body, Function<KeyId, String> location, Supplier<IssuedKey> issue) {
        List<String> values = call.request().headers("Idempotency-Key");
        if (values.isEmpty()) {
            return ApiAnswers.change(issue);
        }
        String value = values.get(0).strip();
        if (values.size() > 1 || !VALUE.matcher(value).matches()) {
            throw ApiProblem.invalidHeader(
                    "An Idempotency-Key has 1 to 100 visible ASCII characters, and is sent once.");
        }
        String workspace = call.workspace().id();
        String digest = digest(call.request().path(), body.bytes());
        IssuedBefore.Entry earlier = before.begin(workspace, value, digest, call.now());
        if (earlier != null) {
            throw refusal(earlier, digest, location);
        }
        boolean issued = false;
        try {
            IssuedKey key = ApiAnswers.change(issue);
            before.issued(workspace, value, key.record().id());
            issued = true;
            return key;
        } finally {
            if (!issued) {
                before.failed(workspace, value);
            }
        }
    }

    private static ApiProblem refusal(IssuedBefore.Entry earlier, String digest, Function<KeyId, String> location) {
        if (!earlier.digest().equals(digest)) {
            return ApiProblem.otherRequest();
        }
        KeyId key = earlier.key();
        return key == null ? ApiProblem.beingIssued() : ApiProblem.alreadyIssued(key, location.apply(key));
    }

    private static String digest(String path, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((path + "\n").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
