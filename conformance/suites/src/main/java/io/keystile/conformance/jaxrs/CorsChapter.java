package io.keystile.conformance.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A feature that lets preflights in. */
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

    @Test
    void whatOnlyLooksLikeAPreflightNeedsAKey() {
        assertRuns(0, () -> {
            assertKeyRequired(send("OPTIONS", "/answers/conflict", ORIGIN));
            assertKeyRequired(send("OPTIONS", "/answers/conflict", METHOD));
            assertKeyRequired(get("/answers/conflict", ORIGIN, METHOD));
            assertKeyRequired(send("OPTIONS", "/answers/conflict;x=1", ORIGIN, METHOD));
        });
    }
}
