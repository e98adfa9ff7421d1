package io.keystile.benchmarks.frameworks;

/**
 * One call.
 *
 * @param authorization the value of its header {@code Authorization}
 * @param peerAddress the address of the client
 * @param name the public id of its key
 */
record Call(String authorization, String peerAddress, String name) {
    private static final String BEARER = "Bearer ";

    static Call of(String key, String peerAddress, String name) {
        return new Call(BEARER + key, peerAddress, name);
    }

    /** Returns the key in the header. */
    String token() {
        return tokenIn(authorization);
    }

    static String tokenIn(String authorization) {
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new IllegalArgumentException("Not a bearer token");
        }
        return authorization.substring(BEARER.length());
    }

    /** Omits the key. */
    @Override
    public String toString() {
        return "Call[" + name + "]";
    }
}
