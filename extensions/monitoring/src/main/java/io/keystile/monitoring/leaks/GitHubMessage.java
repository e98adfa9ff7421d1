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

/** The JSON of GitHub's secret scanning: the list of tokens it sends, and the list of labels it takes. */
final class GitHubMessage {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private GitHubMessage() {}

    /** One token that GitHub has found. It never prints the token. */
    static final class Hit {
        /** Transient, as is the site, which may have the token in it, so that a mapper that reads fields passes it over. */
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
     * Reads a message. Properties that GitHub may add later are passed over; what is known has its type.
     *
     * @return null if it is not what GitHub sends. Jackson's own message is left behind, since it may quote the token
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
            throw new IllegalArgumentException("a string belongs here");
        }
        return node.textValue();
    }

    /** A list of labels, in the order of the tokens. */
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
