package io.keystile.monitoring.leaks;

import java.nio.charset.StandardCharsets;

/**
 * The response to a message of GitHub's secret scanning. It repeats nothing of a rejected message, and only the hashes
 * and types of the tokens of a handled one. Immutable.
 *
 * @param outcome the outcome of the message
 * @param body the response body, JSON
 */
public record GitHubAnswer(Outcome outcome, String body) {
    /** The outcome of a message. */
    public enum Outcome {
        /** 200: every token was handled. */
        HANDLED(200, ""),
        /** 400: the message is signed, but it is not a list of tokens. Nothing was done. */
        NOT_UNDERSTOOD(400, "The message is not a list of tokens."),
        /** 403: the message has no valid signature by a known key. It was not parsed, and nothing was done. */
        NOT_SIGNED(403, "The message has no valid signature."),
        /** 413: the message is too long or has too many tokens. Nothing was done. */
        TOO_LARGE(413, "The message is too large."),
        /**
         * 503: at least one token could not be handled, while the others were; or GitHub's keys were not available, and
         * nothing was done. The same message may be sent again.
         */
        TRY_AGAIN(503, "The message was not handled completely. Send it again.");

        private final int status;
        private final String detail;

        Outcome(int status, String detail) {
            this.status = status;
            this.detail = detail;
        }
    }

    static GitHubAnswer handled(String labels) {
        return new GitHubAnswer(Outcome.HANDLED, labels);
    }

    static GitHubAnswer of(Outcome problem) {
        return new GitHubAnswer(problem, "{\"status\":" + problem.status + ",\"detail\":\"" + problem.detail + "\"}");
    }

    /** Returns the HTTP status code. */
    public int status() {
        return outcome.status;
    }

    /** Returns the media type of the body. Problems are in the format of RFC 9457. */
    public String contentType() {
        return outcome == Outcome.HANDLED ? "application/json" : "application/problem+json";
    }

    /** Returns the body, encoded in UTF-8. */
    public byte[] bodyBytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
