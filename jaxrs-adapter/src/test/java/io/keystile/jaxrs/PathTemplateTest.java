package io.keystile.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathTemplateTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "health          | /health        | true",
                "/health/        | /health/       | true",
                "health          | /health/x      | false",
                "health          | /healthy       | false",
                "health          | /Health        | false",
                "a.c             | /abc           | false",
                "docs/{name}     | /docs/intro    | true",
                "docs/{name}     | /docs/         | false",
                "docs/{name}     | /docs/a/b      | false",
                "{ n : [0-9]{2} }| /12            | true",
                "{ n : [0-9]{2} }| /123           | false",
                "docs/{p: .+}    | /docs/a/b      | true",
                "{a}-{b}.html    | /x-y.html      | true",
                "{a}-{b}.html    | /x.html        | false",
                "docs/{p: .*}/x  | /docs//x       | true",
            })
    void templateMatchesPaths(String template, String path, boolean matches) {
        assertThat(PathTemplate.of(template).mayMatch(path)).isEqualTo(matches);
    }

    @Test
    void templatesOfClassAndMethodAreJoined() {
        assertThat(PathTemplate.of("/docs/", "/{name}").mayMatch("/docs/intro")).isTrue();
        assertThat(PathTemplate.of("docs", "/").mayMatch("/docs")).isTrue();
        assertThat(PathTemplate.of("/", "").mayMatch("/")).isTrue();
        assertThat(PathTemplate.of("/", "x").mayMatch("/")).isFalse();
    }

    @Test
    void templateWithoutAClosingBraceIsRejected() {
        assertThatThrownBy(() -> PathTemplate.of("docs/{name"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("docs/{name");
    }

    @Test
    void templatesWithTheSameTextAreEqual() {
        assertThat(PathTemplate.of("/flows/", "{id: \\d+}"))
                .isEqualTo(PathTemplate.of("flows", "{id: \\d+}"))
                .hasSameHashCodeAs(PathTemplate.of("flows", "{id: \\d+}"))
                .isNotEqualTo(PathTemplate.of("flows", "{id}"));
    }
}
