package io.keystile;

import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.admin.ImportResult;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyFormat;
import io.keystile.key.KeyId;
import io.keystile.key.Pepper;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHash;
import io.keystile.key.SecretHasher;
import io.keystile.key.SlowHashBounds;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.RecordsDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What docs/import.md shows. */
final class ImportSnippets {
    private ImportSnippets() {}

    static Keystile formats(ApiKeyStore store) {
        // begin
        Pattern dotted = Pattern.compile("([A-Za-z0-9_-]{1,40})\\.([!-~]{20,80})");
        KeyFormat prefixAndSecret = text -> {
            Matcher parts = dotted.matcher(text);
            return parts.matches()
                    ? PresentedKey.of(text, new KeyId(parts.group(1)), parts.start(2), parts.end(2))
                    : null;
        };
        KeyFormat uuid = text -> text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
                ? PresentedKey.of(text, KeyId.derivedFrom(text), 0, text.length())
                : null;
        Keystile keystile = Keystile.builder(store, "pk")
                .environments("live")
                .alsoAccept(prefixAndSecret)
                .alsoAccept(uuid)
                .alsoAccept(ApiKeyFormat.ofBrand("oldbrand"))
                .build();
        // end
        return keystile;
    }

    static List<SecretHash> hashes(String hexadecimal) {
        // begin
        SecretHash fromDigest = SecretHash.ofSha256(HexFormat.of().parseHex(hexadecimal));
        SecretHash fromText = SecretHash.require("$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q");
        // end
        return List.of(fromDigest, fromText);
    }

    static SecretHasher peppers(byte[] ours, byte[] theirs) {
        // begin
        SecretHasher hasher = SecretHasher.peppered(Pepper.of(2, ours), Pepper.verifyOnly(1, theirs));
        // end
        return hasher;
    }

    static ImportResult records(ApiKeys keys, Path file) throws IOException {
        // begin
        RecordsDocument document = RecordsDocument.parse(Files.readAllBytes(file));
        ImportResult result = keys.importRecords(Actor.system("migration"), document);
        // end
        return result;
    }

    static SecretHasher bounds() {
        // begin
        SecretHasher careful = SecretHasher.sha256().withSlowHashes(new SlowHashBounds(1, 8, Duration.ofMillis(500)));
        // end
        return careful;
    }
}
