package io.keystile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keystile.model.Permission;
import io.keystile.ratelimit.RateLimit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonColumnTest {
    @Test
    void writtenColumnsAreReadAgain() {
        List<RateLimit> limits = List.of(RateLimit.perMinute(100), RateLimit.perDay(5_000));
        Map<String, String> map = Map.of("team", "platform", "", "\"");

        assertThat(JsonColumn.readLimits("limits", JsonColumn.ofLimits(limits))).isEqualTo(limits);
        assertThat(JsonColumn.readMap("metadata", JsonColumn.ofMap(map))).isEqualTo(map);
        assertThat(JsonColumn.readTexts("tags", JsonColumn.ofTexts(List.of("a", "b")), tag -> tag))
                .containsExactly("a", "b");
    }

    @Test
    void invalidColumnIsNamedInTheMessage() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonColumn.readMap("metadata", "{\"a\":\"1\",\"a\":\"2\"}"))
                .withMessage("line 1, column 10: metadata.a: this property stands here twice; delete one of them");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonColumn.readLimits("limits", "[{\"name\":\"m\",\"permits\":1.0}]"))
                .withMessageContaining("limits[0].permits: write a whole number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonColumn.readTexts("permissions", "[\"flows:read\"", Permission::of))
                .withMessage("line 1, column 14: permissions: the text ends too early; complete it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonColumn.readTexts("permissions", "", Permission::of))
                .withMessageContaining("permissions: the text is empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonColumn.readTexts("permissions", null, Permission::of))
                .withMessage("permissions is null");
    }
}
