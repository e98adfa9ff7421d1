package io.keystile.redis;

import java.util.regex.Pattern;

/** The name of one of several applications on a server, a part of its keys. */
final class ApplicationName {

    /** Without braces, which mark the hash tag of a key, and without {@code :}, which separates the parts of a key. */
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private ApplicationName() {}

    /**
     * Returns the name.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    static String checked(String application) {
        if (!VALID.matcher(application).matches()) {
            throw new IllegalArgumentException("application is \"" + application + "\"; give 1 to 64 characters of A-Z,"
                    + " a-z, 0-9, '.', '_' and '-', a letter or digit first");
        }
        return application;
    }
}
