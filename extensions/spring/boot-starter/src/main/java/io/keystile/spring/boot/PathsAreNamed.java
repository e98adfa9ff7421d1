package io.keystile.spring.boot;

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/** Matches if {@code keystile.protected-paths} names paths. */
final class PathsAreNamed extends AnyNestedCondition {
    PathsAreNamed() {
        super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnProperty("keystile.protected-paths")
    static final class InOneLine {}

    @ConditionalOnProperty("keystile.protected-paths[0]")
    static final class Listed {}
}
