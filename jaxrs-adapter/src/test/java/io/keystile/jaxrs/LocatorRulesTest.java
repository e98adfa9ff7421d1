package io.keystile.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.Requirement;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocatorRulesTest {
    private static final Requirement OF_METHOD =
            Requirement.permission("a:read").withCost(2);

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
    void locatingTypesAddTheirPermissions() {
        assertThat(rules.combine(List.of(Plain.class, Below.class), OF_METHOD))
                .isEqualTo(Requirement.permission("a:read", "b:read").withCost(3));
    }

    @Test
    void typesWithoutAnnotationsAddNothing() {
        assertThat(rules.combine(List.of(Plain.class, Annotated.class), OF_METHOD))
                .isEqualTo(OF_METHOD);
    }

    @Test
    void annotationOnALocatorIsRejected() {
        assertThatThrownBy(() -> rules.combine(List.of(Locators.class), OF_METHOD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one()")
                .hasMessageContaining("locator");
        assertThatThrownBy(() -> new ResourceRules().of(Locators.class, Locators.class.getMethod("two")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
