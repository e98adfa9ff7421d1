package io.keystile.spring.boot;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/** Tells whether an application seems to run in production, where what is for development must not be. */
final class Production {
    private Production() {}

    /** Returns what speaks for production, as the rest of a sentence, or null. */
    static @Nullable String in(Environment environment) {
        if (environment.acceptsProfiles(Profiles.of("prod", "production"))) {
            return "the profile is one of production";
        }
        CloudPlatform platform = CloudPlatform.getActive(environment);
        return platform == null ? null : "this runs on " + platform;
    }
}
