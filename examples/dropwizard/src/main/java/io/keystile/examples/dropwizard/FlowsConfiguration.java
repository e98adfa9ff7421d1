package io.keystile.examples.dropwizard;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.core.Configuration;
import java.nio.file.Path;

/** The settings in {@code config.yml} that are not Dropwizard's own. */
public final class FlowsConfiguration extends Configuration {
    @JsonProperty
    private Path keyFile = Path.of("keystile-data", "keys.json");

    /** Returns the file of the keys. */
    Path keyFile() {
        return keyFile;
    }
}
