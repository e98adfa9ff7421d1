package io.keystile.examples.dropwizard;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.core.Configuration;
import java.nio.file.Path;

/** What {@code config.yml} says besides what Dropwizard reads of it. */
public final class FlowsConfiguration extends Configuration {
    @JsonProperty
    private Path keyFile = Path.of("keystile-data", "keys.json");

    /** Returns where the keys are kept. */
    Path keyFile() {
        return keyFile;
    }
}
