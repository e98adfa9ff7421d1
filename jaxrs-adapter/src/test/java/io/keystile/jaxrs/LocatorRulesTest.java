package io.keystile.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.Requirement;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocatorRulesTest {
    private static final Requirement LOCATED = Requirement.permission("a:read").withCost(2);

    private final LocatorRules rules = new LocatorRules();

    @RequiresPermission({"b:read", "a:read"})
    @Cost(3)
    interface Guarded {}

    static class Below implements Guarded {}

    static class Plain {}

    static class Locators {
        @Path("one")
        @RequiresPermission("a:read")
        public Plain one() {
            return new Plain();
        }

        @GET
        @Path("two")
        public String two() {
            return "two";
        }
    }

    static class Annotated {
        @GET
        @Path("two")
        @RequiresPermission("a:read")
        public String two() {
            return "two";
        }
    }

    @Test
    void typesOnTheWayAskForTheirPermissionsToo() {
        assertThat(rules.through(List.of(Plain.class, Below.class), LOCATED))
                .isEqualTo(Requirement.permission("a:read", "b:read").withCost(3));
    }

    @Test
    void typesWithoutAnnotationsAddNothing() {
        assertThat(rules.through(List.of(Plain.class, Annotated.class), LOCATED))
                .isEqualTo(LOCATED);
    }

    @Test
    void annotationThatWouldNotBeObeyedIsRefused() {
        assertThatThrownBy(() -> rules.through(List.of(Locators.class), LOCATED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one()")
                .hasMessageContaining("locator");
        assertThatThrownBy(() -> new ResourceRules().of(Locators.class, Locators.class.getMethod("two")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
