package io.keystile.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Texts that databases may compare otherwise than Java does, for the contracts of stores. */
final class SampleTexts {
    /** Letters that collations take for each other, wildcards, quotes, blanks, and the ends of Unicode's ranges. */
    private static final List<String> PIECES = List.of(
            "a",
            "A",
            "á",
            "a\u0301",
            "ä",
            "ß",
            "ss",
            "i",
            "ı",
            "İ",
            "I",
            "\u00c5",
            "\u212b",
            "ﬁ",
            "fi",
            "ア",
            "ｱ",
            "鍵",
            "%",
            "_",
            "\\",
            "!",
            "'",
            "\"",
            "?",
            ";",
            "[",
            "^",
            "*",
            "~",
            " ",
            "  ",
            "\u00a0",
            "0",
            "٠",
            "\ud7fb",
            "\ue000",
            "\ufffd",
            "😀",
            "🚀",
            "👍🏽",
            "\ud840\udc00",
            "\udb80\udc00");

    private static final List<String> NAMES = List.of(
            "deploy prod",
            "deploy 🚀 prod",
            "deploy",
            "deploy ",
            "deploy  prod",
            "Deploy prod",
            "deploy\u00a0prod",
            " deploy",
            "de%loy",
            "de_loy",
            "de\\loy",
            "de\\%loy",
            "de\\\\loy",
            "!%_",
            "%",
            "_",
            "\\",
            "café",
            "cafe\u0301",
            "cafe",
            "CAFÉ",
            "straße",
            "strasse",
            "\ufffd",
            "\ufffdx",
            "\ue000",
            "\ud7fb",
            "\ud7fbx",
            "🚀",
            "🚀 one",
            "🛀",
            "\udbbf\udffd");

    private SampleTexts() {}

    /** Returns texts of which some are random: valid names, not all distinct. */
    static List<String> names(long seed) {
        Random random = new Random(seed);
        List<String> names = new ArrayList<>(NAMES);
        while (names.size() < 150) {
            String name = IntStream.rangeClosed(0, random.nextInt(4))
                    .mapToObj(i -> PIECES.get(random.nextInt(PIECES.size())))
                    .reduce("", String::concat);
            if (!name.isBlank()) {
                names.add(name);
            }
        }
        return names;
    }

    /** Returns every start of these texts, the empty one included, and some that no name has. */
    static SortedSet<String> prefixes(List<String> texts) {
        SortedSet<String> prefixes = new TreeSet<>(List.of(
                "", " ", "de%loy%", "c\u0000", "\ud83d", "🚀\ud83d", "\udbff\udfff", "deploy\t", "x".repeat(200)));
        for (String text : texts) {
            for (int end = 0; end < text.length(); end = text.offsetByCodePoints(end, 1)) {
                prefixes.add(text.substring(0, end));
            }
            prefixes.add(text);
        }
        return prefixes;
    }

    /** Returns whether a text starts with a prefix that is no half of its last character. */
    static boolean startsWith(String text, String prefix) {
        return text.startsWith(prefix)
                && (prefix.isEmpty() || !Character.isHighSurrogate(prefix.charAt(prefix.length() - 1)));
    }

    /** Returns texts that are nearly the given one. */
    static Stream<String> neighbors(String text) {
        return Stream.of(
                text + " ",
                " " + text,
                text + "\u0000",
                text + "%",
                text + "\u0301",
                text + "🚀",
                text.substring(0, text.length() - 1),
                "_" + text.substring(1),
                text.toUpperCase(Locale.ROOT),
                text.toLowerCase(Locale.ROOT),
                "%",
                "\ud83d",
                "");
    }
}
