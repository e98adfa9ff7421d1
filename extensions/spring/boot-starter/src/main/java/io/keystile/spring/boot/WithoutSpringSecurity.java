package io.keystile.spring.boot;

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;

/** Matches if Spring Security does not authenticate by keys, because it is not there, or was switched off. */
final class WithoutSpringSecurity extends AnyNestedCondition {
    static final String SECURITY = "org.springframework.security.config.annotation.web.builders.HttpSecurity";

    WithoutSpringSecurity() {
        super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnMissingClass(SECURITY)
    static final class NoClasses {}

    /** Its configuration may be there for method security alone. */
    @ConditionalOnMissingClass("org.springframework.security.web.SecurityFilterChain")
    static final class NoWebClasses {}

    @ConditionalOnBooleanProperty(name = "keystile.security.enabled", havingValue = false)
    static final class SwitchedOff {}
}
