package io.keystile.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {
    /** The same as a regular expression, which is shorter to read and slower to run. */
    private static final Pattern MODEL = Pattern.compile("[;\\\\\\p{Cntrl}\\x{80}-\\x{9f}\\x{fffd}\\x{2028}\\x{2029}]"
            + "|//|(^|/)\\.{1,2}(/|$)"
            + "|%(?:2[eEfF5]|5[cC]|3[bB]|[01][0-9a-fA-F]|7[fF]|(?![0-9a-fA-F]{2}))");

    @Provide
    Arbitrary<String> paths() {
        String[] pieces = {
            "/",
            "//",
            ".",
            "..",
            "...",
            "%",
            "%2",
            "%2e",
            "%2F",
            "%25",
            "%3b",
            "%5C",
            "%00",
            "%1f",
            "%7F",
            "%80",
            "%41",
            "%4g",
            "%\u0661\u0661",
            "a",
            "B9",
            ";",
            "\\",
            "\u0000",
            "\u001f",
            "\u007f",
            "\u0085",
            "\u00a0",
            "\u2028",
            "\ufffd",
            "\u3042",
            ":",
            "~",
            "?",
            " "
        };
        return Arbitraries.of(pieces).list().ofMaxSize(8).map(list -> String.join("", list));
    }

    @Property(tries = 20_000)
    void scanIsTheRegularExpression(@ForAll("paths") String path) {
        boolean expected = !path.startsWith("/") || MODEL.matcher(path).find();

        assertThat(RequestPath.isAmbiguous(path)).as(path).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "/a/", "/a.b", "/...", "/.a", "/a..", "/a/..b", "/%41", "/%E3%81%82", "/a:b@c~"})
    void pathThatOnlyLooksLikeATrickIsNone(String path) {
        assertThat(RequestPath.isAmbiguous(path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "*", "//", "/a//b", "/.", "/..", "/a/./b", "/a/../b", "/a/..", "/%2e", "/a;b", "/%"})
    void pathThatCanBeReadInTwoWaysIsAmbiguous(String path) {
        assertThat(RequestPath.isAmbiguous(path)).isTrue();
    }
}
