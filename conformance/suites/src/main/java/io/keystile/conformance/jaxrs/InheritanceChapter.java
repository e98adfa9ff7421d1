package io.keystile.conformance.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Annotations of an interface apply to the class that implements it. */
abstract class InheritanceChapter extends JaxRsChapter {
    InheritanceChapter(JaxRsSite site) {
        super(site);
    }

    @Test
    void permissionOfAnInterfaceIsRequired() {
        assertRuns(0, () -> {
            assertKeyRequired(get("/inherited/closed"));
            assertThat(get("/inherited/closed", keyWith("inherited:write")).status())
                    .isEqualTo(403);
        });
        assertThat(get("/inherited/closed", keyWith("inherited:read")).body()).isEqualTo("closed");
    }

    @Test
    void methodMarkedPublicInAnInterfaceIsPublic() {
        assertThat(get("/inherited/open").body()).isEqualTo("open");
    }

    @Test
    void methodWithoutAnnotationRequiresAValidKey() {
        assertRuns(0, () -> assertKeyRequired(get("/inherited/plain")));
        assertThat(get("/inherited/plain", keyWith()).body()).isEqualTo("plain");
    }

    @Test
    void publicClassOpensItsOwnMethodsAndNoCompilerGeneratedCopies() {
        assertThat(get("/opened/own").body()).isEqualTo("own");
        assertRuns(0, () -> assertKeyRequired(get("/opened/inherited")));
    }
}
