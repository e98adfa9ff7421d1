package io.keystile.conformance.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A feature that admits CORS preflights without a key. */
abstract class CorsChapter extends JaxRsChapter {
    private static final String ORIGIN = "Origin: https://app.example";
    private static final String METHOD = "Access-Control-Request-Method: GET";

    CorsChapter(JaxRsSite site) {
        super(site);
    }

    @Test
    void preflightNeedsNoKeyAndRunsNothing() {
        assertRuns(
                0,
                () -> assertThat(send("OPTIONS", "/answers/conflict", ORIGIN, METHOD)
                                .status())
                        .isIn(200, 204));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE"})
    void preflightWithAnOverriddenMethodRunsNothing(String method) {
        assertRuns(
                0,
                () -> assertThat(send("OPTIONS", "/answers/conflict", ORIGIN, METHOD, "X-Method-Override: " + method)
                                .status())
                        .isIn(401, 405));
    }

    @Test
    void optionsMethodWithAPermissionStillRequiresAKey() {
        assertRuns(0, () -> assertKeyRequired(send("OPTIONS", "/answers/options", ORIGIN, METHOD)));
    }

    @Test
    void preflightOfAResourceWithACostNeedsNoKey() {
        assertThat(send("OPTIONS", "/costly", ORIGIN, METHOD).body()).isEqualTo("options");
        assertKeyRequired(send("OPTIONS", "/costly", ORIGIN));
    }

    @Test
    void requestThatOnlyResemblesAPreflightRequiresAKey() {
        assertRuns(0, () -> {
            assertKeyRequired(send("OPTIONS", "/answers/conflict", ORIGIN));
            assertKeyRequired(send("OPTIONS", "/answers/conflict", METHOD));
            assertKeyRequired(get("/answers/conflict", ORIGIN, METHOD));
            assertKeyRequired(send("OPTIONS", "/answers/conflict;x=1", ORIGIN, METHOD));
        });
    }
}
