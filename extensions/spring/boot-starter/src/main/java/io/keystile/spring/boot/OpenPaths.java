package io.keystile.spring.boot;

import java.util.List;

/** Patterns of paths that need no key because of what is on the class path, such as the actuator's health. */
@FunctionalInterface
interface OpenPaths {
    List<String> patterns();
}
