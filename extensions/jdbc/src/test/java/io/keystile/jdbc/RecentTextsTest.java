package io.keystile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentTextsTest {
    private final List<String> parsed = new ArrayList<>();
    private final RecentTexts<String> texts = new RecentTexts<>(text -> {
        parsed.add(text);
        if (text.equals("bad")) {
            throw new IllegalArgumentException("bad");
        }
        return "value of " + text;
    });

    @Test
    void sameTextIsParsedOnce() {
        assertThat(texts.parse("a")).isEqualTo("value of a");
        assertThat(texts.parse("a")).isEqualTo("value of a");
        assertThat(parsed).containsExactly("a");
    }

    @Test
    void textsOfOneHashAreDistinguished() {
        assertThat("Aa").hasSameHashCodeAs("BB");
        assertThat(texts.parse("Aa")).isEqualTo("value of Aa");
        assertThat(texts.parse("BB")).isEqualTo("value of BB");
        assertThat(texts.parse("Aa")).isEqualTo("value of Aa");
    }

    @Test
    void everyTextOfManyIsParsedRight() {
        for (int round = 0; round < 2; round++) {
            IntStream.range(0, 1_000)
                    .mapToObj(Integer::toString)
                    .forEach(text -> assertThat(texts.parse(text)).isEqualTo("value of " + text));
        }
    }

    @Test
    void longTextIsNotKept() {
        texts.parse("x".repeat(1_024));
        texts.parse("x".repeat(1_024));
        assertThat(parsed).hasSize(1);
        texts.parse("y".repeat(1_025));
        texts.parse("y".repeat(1_025));
        assertThat(parsed).hasSize(3);
    }

    @Test
    void failureIsNotKept() {
        assertThatThrownBy(() -> texts.parse("bad")).hasMessage("bad");
        assertThatThrownBy(() -> texts.parse("bad")).hasMessage("bad");
    }
}
