package io.keystile.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the reader accepts and refuses, for all who read JSON with it. */
class JsonReaderTest {
    private static final String SECRET = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";
    private static final String TEXT = """
            {
              "text": "%s",
              "number": 7,
              "flag": true,
              "texts": ["a", "b"],
              "instant": "2026-01-31T12:00:00Z",
              "duration": "PT1M",
              "map": {"a b": "", "c": "é"},
              "objects": [{"x": 1}, {"x": 2}]
            }
            """.formatted(SECRET);

    private static List<Object> read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1                       | ''",
                "{\"a\": [{}, {\"b\": 1}]} | /a/1/b",
                "{\"a/b~c\": 1}           | /a~1b~0c",
                "{\"\": 1}                | /",
                "{\"a b\": 1}             | '/a b'",
            })
    void anErrorHasItsPlaceAsAPointer(String text, String pointer) {
        JsonValue value = JsonReader.read(text.getBytes(StandardCharsets.UTF_8));
        while (value.properties() != null || !isNumber(value)) {
            Map<String, JsonValue> properties = value.properties();
            value = properties == null
                    ? value.items().get(value.items().size() - 1)
                    : properties.values().iterator().next();
        }

        JsonException wrong = value.wrong("write another");

        assertThat(wrong.pointer()).isEqualTo(pointer);
        assertThat(wrong.instruction()).isEqualTo("write another");
    }

    private static boolean isNumber(JsonValue value) {
        return catchThrowable(value::number) == null;
    }

    private static JsonValue member(JsonValue object, String name) {
        Map<String, JsonValue> properties = Objects.requireNonNull(object.properties());
        return Objects.requireNonNull(properties.get(name));
    }

    @Test
    void aPointerLeavesOutALongName() {
        JsonValue value = JsonReader.read(("{\"" + SECRET + "\": {\"a\": 1}}").getBytes(StandardCharsets.UTF_8));

        JsonValue inner = member(member(value, SECRET), "a");

        assertThat(inner.wrong("no").pointer()).isEqualTo("/…/a");
    }

    @Test
    void nullIsToldFromOtherValues() {
        JsonValue values =
                JsonReader.read("{\"no\": null, \"text\": \"null\", \"list\": []}".getBytes(StandardCharsets.UTF_8));

        assertThat(member(values, "no").isNull()).isTrue();
        assertThat(member(values, "text").isNull()).isFalse();
        assertThat(member(values, "list").isNull()).isFalse();
    }

    private static List<Object> read(byte[] text) {
        JsonObject json = JsonObject.of(
                JsonReader.read(text),
                "text",
                "number",
                "flag",
                "texts",
                "instant",
                "duration",
                "map",
                "objects",
                "absent");
        return List.of(
                json.text("text"),
                json.number("number"),
                json.flag("flag"),
                json.texts("texts"),
                json.get("instant").instant(),
                json.get("duration").duration(),
                json.textMap("map"),
                json.items("objects").stream()
                        .map(item -> JsonObject.of(item, "x").number("x"))
                        .toList());
    }

    private static String changed(String good, @Nullable String bad) {
        assertThat(TEXT).contains(good);
        return TEXT.replace(good, bad == null ? "" : bad);
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(JsonException.class)
                .hasMessageStartingWith(message.replaceFirst("^(\\d+):(\\d+) ", "line $1, column $2: "))
                .hasNoCause();
    }

    @Test
    void everyTypeIsRead() {
        assertThat(read(TEXT))
                .containsExactly(
                        SECRET,
                        7L,
                        true,
                        List.of("a", "b"),
                        Instant.parse("2026-01-31T12:00:00Z"),
                        Duration.ofMinutes(1),
                        Map.of("a b", "", "c", "é"),
                        List.of(1L, 2L));
    }

    @Test
    void absentPropertiesHaveTheValueThatIsStated() {
        JsonObject json = JsonObject.of(JsonReader.read("{}", ""), "absent");

        assertThat(json.has("absent")).isFalse();
        assertThat(json.textOrNull("absent")).isNull();
        assertThat(json.flagOrFalse("absent")).isFalse();
        assertThat(json.items("absent")).isEmpty();
        assertThat(json.textMap("absent")).isEmpty();
    }

    @Test
    void propertyThatWasNotDeclaredIsAMistakeOfTheCaller() {
        JsonObject json = JsonObject.of(JsonReader.read("{}", ""), "known");

        assertThatThrownBy(() -> json.has("other"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Add \"other\"");
    }

    /** Each row has what is replaced, by what, and the start of the message, with line and column as 1:2. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "number": 7 | "number": "7" | 3:13 number: write a whole number, without quotation
                    "number": 7 | "number": 7.5 | 3:13 number: write a whole number, without quotation
                    "number": 7 | "number": 7.0 | 3:13 number: write a whole number, without quotation
                    "number": 7 | "number": 7e0 | 3:13 number: write a whole number, without quotation
                    "number": 7 | "number": true | 3:13 number: write a whole number, without quotation
                    "number": 7 | "number": null | 3:13 number: write a whole number, without quotation
                    "number": 7 | "number": 9223372036854775808 | 3:13 number: write a smaller whole number
                    "number": 7, | | 1:1 add the property "number"
                    "flag": true | "flag": "true" | 4:11 flag: write true or false, without
                    "flag": true | "flag": 1 | 4:11 flag: write true or false, without
                    "flag": true | "flag": null | 4:11 flag: write true or false, without
                    "text": | "text": 7, "absent": | 2:11 text: write a text, between quotation marks
                    "text": | "text": null, "absent": | 2:11 text: write a text, between quotation marks
                    "text": | "text": [], "absent": | 2:11 text: write a text, between quotation marks
                    "text": | "text": "", "absent": | 2:11 text: write a text that is not blank
                    "text": | "text": " \\t", "absent": | 2:11 text: write a text that is not blank
                    ["a", "b"] | "a" | 5:12 texts: write a list, between [ and ]
                    ["a", "b"] | null | 5:12 texts: write a list, between [ and ]
                    ["a", "b"] | {} | 5:12 texts: write a list, between [ and ]
                    ["a", "b"] | ["a", 1] | 5:18 texts[1]: write a text, between quotation marks
                    ["a", "b"] | [null] | 5:13 texts[0]: write a text, between quotation marks
                    T12:00:00Z | `` | 6:14 instant: write an instant like "2026-01-31T12:00:00Z"
                    "PT1M" | "60" | 7:15 duration: write a duration like "PT1M"
                    "PT1M" | 60 | 7:15 duration: write a text, between quotation marks
                    "c": "é" | "c": 1 | 8:27 map.c: write a text, between quotation marks
                    "c": "é" | "c d": null | 8:29 map["c d"]: write a text, between quotation marks
                    {"a b": "", "c": "é"} | [] | 8:10 map: write an object of texts, between { and }
                    {"x": 2} | 7 | 9:25 objects[1]: write an object, between { and }
                    {"x": 2} | {"x": "2"} | 9:31 objects[1].x: write a whole number
                    {"x": 2} | {} | 9:25 objects[1]: add the property "x"
                    {"x": 2} | {"x": 2, "y": 3} | 9:39 objects[1].y: this version of the library has no such property
                    "flag" | "flagg" | 4:12 flagg: this version of the library has no such property
                    "flag": true | "flag": true, "flag": true | 4:17 flag: this property stands here twice
                    "c": "é" | "a b": "é" | 8:22 map["a b"]: this property stands here twice
                    {"x": 2} | {"x": 2, "x": 2} | 9:34 objects[1].x: this property stands here twice
                    """)
    void valueThatDoesNotFitIsRefusedWithItsPlaceAndWhatToWrite(String good, @Nullable String bad, String message) {
        assertRefused(changed(good, bad), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    true, | true | 5:3 this is not JSON: Unexpected character ('"' (code 34))
                    "PT1M", | "PT1M | 7:20 this is not JSON: Illegal unquoted character
                    "PT1M" | 'PT1M' | 7:15 this is not JSON: Unexpected character (''' (code 39))
                    "b"] | "b",] | 5:22 this is not JSON: Unexpected character (']' (code 93))
                    "b"] | "b"} | 5:21 this is not JSON: } or ] closes a bracket of the other kind
                    true | True | 4:11 this is not JSON
                    7 | 07 | 3:14 this is not JSON
                    7 | +7 | 3:14 this is not JSON
                    7 | NaN | 3:16 this is not JSON
                    7, | 7, // seven | 3:16 this is not JSON: delete the comment
                    7, | 7, /* seven */ | 3:16 this is not JSON: delete the comment
                    7, | 7, # seven | 3:16 this is not JSON: Unexpected character ('#' (code 35))
                    "flag" | flag | 4:3 this is not JSON: Unexpected character ('f' (code 102))
                    "a", | "\\a", | 5:15 this is not JSON
                    """)
    void textThatIsNotJsonIsRefusedWithItsPlace(String good, String bad, String message) {
        assertRefused(changed(good, bad), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    ``            | 1:1 the text is empty; write a JSON value
                    `  `          | 1:1 the text is empty; write a JSON value
                    []            | 1:1 write an object, between { and }
                    7             | 1:1 write an object, between { and }
                    null          | 1:1 write an object, between { and }
                    [             | 1:2 the text ends too early; complete it
                    {"text":    | 1:9 the text ends too early; complete it
                    {} {}         | 1:4 the text must end here; delete the rest
                    [] []         | 1:4 the text must end here; delete the rest
                    {} x          | 1:4 this is not JSON
                    """)
    void textThatIsNotOneObjectIsRefused(String text, String message) {
        assertRefused(text, message);
    }

    @Test
    void everyTruncationIsRefusedWithItsLine() {
        byte[] whole = TEXT.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length - 1; length++) {
            byte[] prefix = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(JsonException.class)
                    .as("the first %d bytes", length)
                    .isThrownBy(() -> read(prefix))
                    .withMessageMatching("line \\d+, column \\d+: (?s).+");
        }
        assertThat(read(Arrays.copyOf(whole, whole.length - 1))).isEqualTo(read(whole));
    }

    @Test
    void noDamageOfOneCharacterBringsAValueIntoAMessage() {
        for (int at = 0; at < TEXT.length(); at++) {
            String without = TEXT.substring(0, at) + TEXT.substring(at + 1);
            String with = TEXT.substring(0, at) + "\"" + TEXT.substring(at);
            for (String damaged : List.of(without, with)) {
                Throwable thrown = catchThrowable(() -> read(damaged));
                if (thrown != null) {
                    assertThat(thrown).hasNoCause();
                    assertThat(thrown.getMessage()).doesNotContain(SECRET.substring(2, 12));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "n%s", "{\"%s\": 1}", "{\"text\": {\"%1$s\": 1, \"%1$s\": 2}}", "{\"text\": %s}"})
    void misplacedSecretIsNotRepeated(String text) {
        assertThatThrownBy(() -> read(text.formatted(SECRET)))
                .isInstanceOf(JsonException.class)
                .hasMessageNotContaining(SECRET.substring(2, 12))
                .hasNoCause();
    }

    @Test
    void parsersMessageIsGivenThePlace() {
        JsonValue value = JsonReader.read("[\"x\"]", "column");

        assertThatThrownBy(() -> value.textsAs(text -> {
                    throw new IllegalArgumentException("no such letter");
                }))
                .isInstanceOf(JsonException.class)
                .hasMessage("line 1, column 2: column[0]: no such letter")
                .hasNoCause();
        assertThatThrownBy(() -> value.checked(() -> value.items().get(0).number()))
                .hasMessageStartingWith("line 1, column 2: column[0]: write a whole number");
    }

    @Test
    void nestingIsBounded() {
        int most = JsonReader.MAX_DEPTH;
        JsonReader.read("[".repeat(most - 1) + "]".repeat(most - 1), "");
        String deep = "{\"text\": " + "[".repeat(most) + "]".repeat(most) + "}";

        assertRefused(deep, "line 1, column 41: text[0][0][0]");
        assertThatThrownBy(() -> read(deep))
                .hasMessageEndingWith("more than 32 lists and objects stand inside each other");
        assertThatThrownBy(() -> read("[".repeat(200_000))).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> read("{\"a\":".repeat(200_000))).isInstanceOf(JsonException.class);
    }

    @Test
    void lengthsAreBounded() {
        assertThatThrownBy(() -> read("{\"text\": \"" + "x".repeat(30_000_000) + "\"}"))
                .isInstanceOf(JsonException.class)
                .hasMessageEndingWith("this text, number or name is too long");
        assertThatThrownBy(() -> read("{\"number\": 1" + "0".repeat(5_000) + "}"))
                .isInstanceOf(JsonException.class);
    }

    @Test
    void byteOrderMarksAreSkipped() {
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            assertThat(read(("\uFEFF" + TEXT).getBytes(charset)))
                    .as("%s", charset)
                    .isEqualTo(read(TEXT));
        }
        assertThatThrownBy(() -> read("\uFEFF\uFEFF" + TEXT)).isInstanceOf(JsonException.class);
    }

    /** ISO 8859-1, an overlong slash, half a surrogate pair, a byte that never occurs, and the start of a character. */
    @ParameterizedTest
    @ValueSource(strings = {"e9", "c0af", "eda080", "ff", "e282"})
    void bytesThatAreNotUtf8AreRefusedWithTheirPlace(String hex) {
        byte[] start = "{\n  \"é\": \"".getBytes(StandardCharsets.UTF_8);
        byte[] bad = HexFormat.of().parseHex(hex);
        byte[] text = Arrays.copyOf(start, start.length + bad.length);
        System.arraycopy(bad, 0, text, start.length, bad.length);

        assertThatThrownBy(() -> read(text))
                .isInstanceOf(JsonException.class)
                .hasMessage("line 2, column 9: this character is not UTF-8; save the text in UTF-8");
    }

    @Test
    void utf16WithoutAByteOrderMarkIsRefused() {
        assertThatThrownBy(() -> read(TEXT.getBytes(StandardCharsets.UTF_16LE))).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> read(TEXT.getBytes(StandardCharsets.UTF_16BE))).isInstanceOf(JsonException.class);
    }

    @Test
    void readerOfOneObjectPassesItemsInOrderAndRefusesAnythingElse() {
        assertThat(itemsOf("{\"a\": 1, \"b\": [1, 2]}")).isEqualTo(List.of(1L, 2L));
        assertThatThrownBy(() -> itemsOf("[]"))
                .hasMessage("line 1, column 1: the text must be one object, between { and }");
        assertThatThrownBy(() -> itemsOf("{\"b\": [1]}"))
                .hasMessage("line 1, column 2: the property \"a\" must stand here");
        assertThatThrownBy(() -> itemsOf("{\"a\": 1}"))
                .hasMessage("line 1, column 8: the property \"b\" must stand here");
        assertThatThrownBy(() -> itemsOf("{\"a\": 1, \"b\": {}}"))
                .hasMessage("line 1, column 15: \"b\" must be a list, between [ and ]");
        assertThatThrownBy(() -> itemsOf("{\"a\": 1, \"b\": [1, \"2\"]}"))
                .hasMessageStartingWith("line 1, column 19: b[1]: write a whole number");
        assertThatThrownBy(() -> itemsOf("{\"a\": 1, \"b\": [], \"c\": 1}"))
                .hasMessage("line 1, column 19: the object must end here with }");
        assertThatThrownBy(() -> itemsOf("{\"a\": 1, \"b\": []} 7"))
                .hasMessage("line 1, column 19: the text must end here; delete the rest");
    }

    private static List<Long> itemsOf(String text) {
        List<Long> items = new ArrayList<>();
        try (JsonReader reader = JsonReader.of(text.getBytes(StandardCharsets.UTF_8))) {
            reader.startObject();
            reader.property("a").number();
            reader.items("b", item -> items.add(item.number()));
            reader.endObject();
        }
        return items;
    }
}
