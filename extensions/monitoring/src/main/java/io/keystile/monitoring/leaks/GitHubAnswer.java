package io.keystile.monitoring.leaks;

import java.nio.charset.StandardCharsets;

/**
 * What to answer a message of GitHub's secret scanning. Immutable; reflects nothing of a message that was refused, and
 * of one that was not only hashes and types.
 *
 * @param outcome what became of the message
 * @param body the body, JSON
 */
public record GitHubAnswer(Outcome outcome, String body) {
    /** What became of a message. */
    public enum Outcome {
        /** 200: every token was dealt with. */
        HANDLED(200, ""),
        /** 400: the message is signed, but not understood. Nothing was done. */
        NOT_UNDERSTOOD(400, "The message is not a list of tokens."),
        /** 403: the message has no valid signature by a known key. Nothing was done, and it was not even parsed. */
        NOT_SIGNED(403, "The message has no valid signature."),
        /** 413: the message, or its number of tokens, is above the bound. Nothing was done. */
        TOO_LARGE(413, "The message is too large."),
        /** 503: at least one token could not be dealt with; the others were. The same message may come again. */
        TRY_AGAIN(503, "Some tokens could not be dealt with. Send the message again.");

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

    /** Returns the media type of the body: problems are those of RFC 9457. */
    public String contentType() {
        return outcome == Outcome.HANDLED ? "application/json" : "application/problem+json";
    }

    /** Returns the body in UTF-8. */
    public byte[] bodyBytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
