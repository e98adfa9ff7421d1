package io.keystile.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Sets each property that is no text to something of another type. */
class PropertyTypesTest {
    private static final Set<String> TEXTS = Set.of("java.lang.String", "java.net.URI", "java.nio.file.Path");

    /** Returns the properties of the metadata that are neither texts nor lists of texts or of groups. */
    static Stream<String> typedProperties() throws IOException {
        Map<String, String> types = new TreeMap<>();
        try (InputStream metadata = Objects.requireNonNull(
                // Of the class path, whose first file is that of this module.
                KeystileProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json"))) {
            for (JsonNode property : new ObjectMapper().readTree(metadata).path("properties")) {
                types.put(property.path("name").asText(), property.path("type").asText());
            }
        }
        List<String> typed = new ArrayList<>();
        types.forEach((name, type) -> {
            if (!TEXTS.contains(type) && (!type.startsWith("java.util.List<") || type.contains("Duration"))) {
                typed.add(name);
            }
        });
        assertThat(typed).contains("keystile.enabled", "keystile.cors.max-age", "keystile.usage.retention");
        return typed.stream();
    }

    @ParameterizedTest
    @MethodSource("typedProperties")
    void somethingOfAnotherTypeIsRefusedByName(String property) {
        Binder binder = new Binder(new MapConfigurationPropertySource(Map.of(property, "neither")));

        BindException refused = org.assertj.core.api.Assertions.catchThrowableOfType(
                BindException.class, () -> binder.bind("keystile", KeystileProperties.class));

        assertThat(refused).isNotNull();
        assertThat(refused.getName().toString()).isEqualTo(property);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keystile.enabled",
                "keystile.security.enabled",
                "keystile.redis.enabled",
                "keystile.open.error",
                "keystile.alerts.enabled"
            })
    void switchesAreTrueOrFalse(String property) {
        Contexts.valid()
                .withPropertyValues(property + "=yes")
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .isEqualTo("The property " + property + " is \"yes\". Write true or false."));
    }
}
