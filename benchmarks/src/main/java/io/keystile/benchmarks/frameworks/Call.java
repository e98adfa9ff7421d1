package io.keystile.benchmarks.frameworks;

/**
 * What one call brings.
 *
 * @param authorization the value of its header {@code Authorization}
 * @param peerAddress where it comes from
 * @param name the public id of its key
 */
record Call(String authorization, String peerAddress, String name) {
    private static final String BEARER = "Bearer ";

    static Call of(String key, String peerAddress, String name) {
        return new Call(BEARER + key, peerAddress, name);
    }

    /** Returns the key that the header holds. */
    String token() {
        return tokenIn(authorization);
    }

    static String tokenIn(String authorization) {
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new IllegalArgumentException("This is no bearer token");
        }
        return authorization.substring(BEARER.length());
    }

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return "Call[" + name + "]";
    }
}
