package io.keystile.console;

import io.keystile.adapter.HttpHeader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The stylesheet, the script and the icon, under a path with the digest of them all. Everybody may read them.
 * Immutable.
 */
final class Assets {
    static final String PATH = "/assets/";

    private static final Map<String, String> TYPES = Map.of(
            "console.css", "text/css;charset=utf-8",
            "console.js", "text/javascript;charset=utf-8",
            "icon.svg", "image/svg+xml");

    private final Map<String, String> texts;
    private final String hash;

    private Assets(Map<String, String> texts, String hash) {
        this.texts = texts;
        this.hash = hash;
    }

    static Assets load() {
        Map<String, String> texts = new TreeMap<>();
        TYPES.keySet().forEach(name -> texts.put(name, read(name)));
        return new Assets(texts, digest(texts.toString()));
    }

    private static String read(String name) {
        try (InputStream in = Objects.requireNonNull(Assets.class.getResourceAsStream("assets/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Returns the path of the assets relative to the mount, with a slash at the end. */
    String path() {
        return PATH.substring(1) + hash + "/";
    }

    /**
     * Returns an asset; empty if there is none of this name. Under another digest, which a node with another version of
     * the console may have named, it is the same asset, but not to be kept.
     */
    Optional<ConsoleResponse> respond(ConsoleRequest request) {
        String[] segments = request.path().substring(PATH.length()).split("/", -1);
        if (segments.length != 2 || !texts.containsKey(segments[1])) {
            return Optional.empty();
        }
        String name = segments[1];
        boolean current = segments[0].equals(hash);
        String tag = "\"" + hash + "\"";
        List<HttpHeader> headers = List.of(
                new HttpHeader("Content-Type", String.valueOf(TYPES.get(name))),
                new HttpHeader("Cache-Control", current ? "max-age=31536000, immutable" : "no-cache"),
                new HttpHeader("ETag", tag));
        return request.headers("If-None-Match").contains(tag)
                ? Optional.of(new ConsoleResponse(304, headers.subList(1, 3), ""))
                : Optional.of(new ConsoleResponse(200, headers, String.valueOf(texts.get(name))));
    }
}
