package io.keystile.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedParserTest {

    private static final int HOSTILE_LENGTH = 1_000_000;

    /** A node with a port must be quoted, because a token contains no colon (RFC 7239 section 4). */
    private static final String UNQUOTED_PORT = "for=1.2.3.4:1234";

    /** An unmatched quote extends to the end of its line, not to the next comma (RFC 9110 section 5.6.4). */
    private static final String UNMATCHED_QUOTE = "for=_injected;by=\", for=_real";

    /** RFC 7239 section 4 allows no whitespace around the semicolon. */
    private static final String WHITESPACE_AROUND_SEMICOLON = "foo=a;bar=b; baz=c ;qux=\"d\"  ;  norf=e";

    static Stream<JsonNode> aiohttpVectors() {
        return Vectors.cases("aiohttp_forwarded")
                .filter(vector -> !Set.of(UNQUOTED_PORT, UNMATCHED_QUOTE)
                        .contains(vector.get("headers").get(0).asText()));
    }

    @ParameterizedTest
    @MethodSource("aiohttpVectors")
    void aiohttpVectorHasTheResultOfAiohttp(JsonNode vector) {
        List<ForwardedElement> elements = texts(vector.get("headers")).stream()
                .flatMap(line -> ForwardedParser.elements(line).stream())
                .toList();

        if (vector.has("for")) {
            assertThat(elements).extracting(ForwardedElement::node).isEqualTo(texts(vector.get("for")));
        }
        if (vector.has("proto")) {
            assertThat(elements).extracting(ForwardedElement::scheme).isEqualTo(texts(vector.get("proto")));
        }
        if (vector.has("elements")) {
            assertThat(elements).hasSize(vector.get("elements").asInt());
            assertThat(elements)
                    .last()
                    .extracting(ForwardedElement::node)
                    .isEqualTo(vector.get("last_for").asText());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {UNQUOTED_PORT, UNMATCHED_QUOTE})
    void elementThatOnlyAiohttpAcceptsIsMalformed(String line) {
        assertThat(ForwardedParser.elements(line)).singleElement().isEqualTo(ForwardedElement.MALFORMED);
    }

    static Stream<JsonNode> forwardedParseVectors() {
        return Vectors.cases("forwarded_parse");
    }

    @ParameterizedTest
    @MethodSource("forwardedParseVectors")
    void forwardedParseVectorIsValidExceptForWhitespaceAroundSemicolons(JsonNode vector) {
        String line = vector.get("in").asText();
        boolean valid = vector.get("valid").asBoolean() && !line.equals(WHITESPACE_AROUND_SEMICOLON);

        assertThat(ForwardedParser.elements(line).stream().allMatch(ForwardedElement::wellFormed))
                .isEqualTo(valid);
    }

    static Stream<JsonNode> rfcVectors() {
        return Vectors.cases("rfc7239_strict_deviations");
    }

    @ParameterizedTest
    @MethodSource("rfcVectors")
    void rfcVectorHasTheAddressesOfTheRfc(JsonNode vector) {
        assertThat(ForwardedParser.elements(vector.get("forwarded").asText()))
                .map(ForwardedElement::address)
                .map(address -> address == null ? null : address.toString())
                .isEqualTo(texts(vector.get("rfc_strict_for_list")));
    }

    @Test
    void escapedQuoteDoesNotEndAQuotedString() {
        assertThat(ForwardedParser.elements("host=\"a\\\",for=1.1.1.1\";for=2.2.2.2, for=3.3.3.3"))
                .extracting(ForwardedElement::node)
                .containsExactly("2.2.2.2", "3.3.3.3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", " , ,\t,", ",,,"})
    void emptyElementsAreOmitted(String line) {
        assertThat(ForwardedParser.elements(line)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for=1.1.1.1;for=1.1.1.1",
                "for=1.1.1.1;FOR=2.2.2.2",
                "for=1.1.1.1;proto=http;Proto=https",
                "x=1;y=2;x=3",
                "for=1.1.1.1;proto=https for=2.2.2.2",
                "for=\"1.1.1.1",
                "for=\"1.1.1.1\\",
                "for=\"a\u0000\"",
                "for=\"\\\u0000\"",
                "for=1.1.1.1\u0000"
            })
    void malformedElementHasNoParameters(String line) {
        assertThat(ForwardedParser.elements(line)).singleElement().isEqualTo(ForwardedElement.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "for=192.0.2.1, 192.0.2.1",
                "'for=\"192.0.2.1:443\"', 192.0.2.1",
                "'for=\"192.0.2.1:_port.1-x\"', 192.0.2.1",
                "'for=\"[2001:db8::1]\"', 2001:db8::1",
                "'for=\"[2001:db8::1]:443\"', 2001:db8::1",
                "'for=\"[::ffff:192.0.2.1]\"', 192.0.2.1",
                "for=unknown,",
                "for=_hidden,",
                "for=example.com,",
                "by=192.0.2.1,",
                "'for=\"\"',",
                "'for=\"[\"',",
                "'for=\"[]\"',",
                "'for=\"192.0.2.1:\"',",
                "'for=\"192.0.2.1:_\"',",
                "'for=\"192.0.2.1:_a b\"',",
                "'for=\"192.0.2.1:65536\"',",
                "'for=\"192.0.2.1:000001\"',",
                "'for=\"192.0.2.1:+80\"',",
                "'for=\"192.0.2.1x\"',",
                "'for=\"[2001:db8::1]443\"',",
                "'for=\"[2001:db8::1%eth0]\"',",
                "'for=\"[2001:db8::1]]\"',",
                "'for=\" 192.0.2.1\"',",
            })
    void addressIsNullUnlessTheNodeIsAnAddressWithAnOptionalPort(String line, @Nullable String address) {
        assertThat(ForwardedParser.elements(line))
                .singleElement()
                .extracting(ForwardedElement::address)
                .isEqualTo(address == null ? null : IpAddress.parse(address));
    }

    @ParameterizedTest
    @CsvSource({"proto=https, true", "proto=HTTPS, true", "proto=http, false", "proto=httpss, false", "for=_x, false"})
    void onlyHttpsIsHttps(String line, boolean https) {
        assertThat(ForwardedParser.elements(line)).singleElement().returns(https, ForwardedElement::isHttps);
    }

    /**
     * Lines from the tests of aiohttp, whose regular expression once took seconds for shorter ones. With quadratic
     * work, this test would not end in a reasonable time.
     */
    @Test
    void hostileLineTakesLinearWork() {
        assertThat(ForwardedParser.elements("{" + "f".repeat(HOSTILE_LENGTH) + "z\u0000a=v"))
                .containsExactly(ForwardedElement.MALFORMED);
        assertThat(ForwardedParser.elements("for=\"" + "\\\\".repeat(HOSTILE_LENGTH) + "\""))
                .containsExactly(new ForwardedElement(true, "\\".repeat(HOSTILE_LENGTH), null));
        assertThat(ForwardedParser.elements(" ,".repeat(HOSTILE_LENGTH))).isEmpty();
        assertThat(ForwardedParser.elements("\",".repeat(HOSTILE_LENGTH))).hasSize(HOSTILE_LENGTH / 2);
        assertThat(ForwardedParser.elements(";".repeat(HOSTILE_LENGTH))).hasSize(1);
    }

    @Provide
    Arbitrary<String> lines() {
        return Arbitraries.of(
                        "for=", "1.1.1.1", "\"", "\\", ",", ";", " ", "[::1]", "proto=", "https", "x", "\u0000",
                        "\u03a9")
                .list()
                .ofMaxSize(14)
                .map(pieces -> String.join("", pieces));
    }

    @Property
    void textBeforeTheCommaNeverChangesTheNodeOfTheNextElement(@ForAll("lines") String before) {
        List<ForwardedElement> elements = ForwardedParser.elements(before + ",for=192.0.2.7");

        assertThat(elements.get(elements.size() - 1).node()).isIn("192.0.2.7", null);
    }

    private static List<@Nullable String> texts(JsonNode array) {
        List<@Nullable String> texts = new ArrayList<>();
        StreamSupport.stream(array.spliterator(), false)
                .forEach(text -> texts.add(text.isNull() ? null : text.asText()));
        return texts;
    }
}
