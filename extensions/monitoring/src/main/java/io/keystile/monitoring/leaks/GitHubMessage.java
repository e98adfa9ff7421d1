package io.keystile.monitoring.leaks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the JSON of GitHub's secret scanning: the list of tokens in a message, and the list of labels in the
 * response.
 */
final class GitHubMessage {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private GitHubMessage() {}

    /** A token that GitHub has found. Its {@code toString} does not print the token. */
    static final class Hit {
        /**
         * Transient, so that an object mapper that reads fields skips it; and so is the site, which may contain the
         * token.
         */
        private final transient String token;

        private final String type;
        private final transient LeakSite site;

        Hit(String token, String type, LeakSite site) {
            this.token = token;
            this.type = type;
            this.site = site;
        }

        String token() {
            return token;
        }

        LeakSite site() {
            return site;
        }
    }

    /**
     * Reads a message. Unknown properties are ignored, since GitHub may add some. Known properties must have their
     * type.
     *
     * @return the tokens; null if the body is not a list of tokens. The cause is dropped: Jackson's message may quote a
     *     token
     */
    static @Nullable List<Hit> read(byte[] body, String finder) {
        try {
            JsonNode list = MAPPER.readTree(decode(body));
            if (!list.isArray()) {
                return null;
            }
            List<Hit> hits = new ArrayList<>();
            for (JsonNode node : list) {
                hits.add(readHit(node, finder));
            }
            return hits;
        } catch (JsonProcessingException | CharacterCodingException | IllegalArgumentException e) {
            return null;
        }
    }

    private static String decode(byte[] body) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    }

    private static Hit readHit(JsonNode node, String finder) {
        LeakSite site = new LeakSite(finder, textOrEmpty(node, "url"), textOrEmpty(node, "source"));
        return new Hit(text(node.path("token")), text(node.path("type")), site);
    }

    private static String textOrEmpty(JsonNode node, String name) {
        return node.hasNonNull(name) ? text(node.path(name)) : "";
    }

    private static String text(JsonNode node) {
        if (!node.isTextual()) {
            throw new IllegalArgumentException("Expected a string");
        }
        return node.textValue();
    }

    /** Builds the list of labels, in the order of the tokens. */
    static final class Labels {
        private final ArrayNode list = MAPPER.createArrayNode();

        void add(Hit hit, boolean truePositive) {
            list.addObject()
                    .put("token_hash", sha256(hit.token))
                    .put("token_type", hit.type)
                    .put("label", truePositive ? "true_positive" : "false_positive");
        }

        String json() {
            return list.toString();
        }

        private static String sha256(String token) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("This Java runtime has no SHA-256", e);
            }
        }
    }
}
