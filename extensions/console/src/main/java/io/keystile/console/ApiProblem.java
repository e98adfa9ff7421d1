package io.keystile.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.adapter.HttpHeader;
import io.keystile.json.JsonException;
import io.keystile.key.KeyId;
import java.util.List;
import java.util.stream.Stream;

/** A request to the API that was not done, and the problem (RFC 9457) that says why. Has no stack trace. */
final class ApiProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final String TYPES = "urn:keystile:problem:";
    private static final HttpHeader RETRY_LATER = new HttpHeader("Retry-After", "5");

    private final int status;
    private final transient ObjectNode body;
    private final transient List<HttpHeader> headers;

    /**
     * What is wrong with one part of a request.
     *
     * @param member the member of the problem that names the part: {@code pointer} or {@code parameter}
     * @param place a JSON pointer into the body, or the name of a parameter of the query
     * @param detail what to write instead
     */
    record Fault(String member, String place, String detail) {
        static Fault of(JsonException e) {
            return new Fault("pointer", e.pointer(), e.instruction());
        }

        static Fault ofParameter(String name, String detail) {
            return new Fault("parameter", name, detail);
        }
    }

    private ApiProblem(int status, String type, String title, String detail, HttpHeader... headers) {
        super(detail, null, false, false);
        this.status = status;
        this.headers = List.of(headers);
        this.body = JsonNodeFactory.instance
                .objectNode()
                .put("type", TYPES + type)
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
    }

    private ApiProblem with(List<Fault> faults) {
        ArrayNode errors = body.putArray("errors");
        for (Fault fault : faults) {
            errors.addObject().put(fault.member(), fault.place()).put("detail", fault.detail());
        }
        return this;
    }

    ConsoleResponse response() {
        List<HttpHeader> all = Stream.concat(
                        Stream.of(new HttpHeader("Content-Type", "application/problem+json")), headers.stream())
                .toList();
        return new ConsoleResponse(status, all, body.toString());
    }

    /** Returns the problem for what the routes refuse. */
    static ApiProblem of(Refusal refusal) {
        HttpHeader[] headers = refusal.headers().toArray(HttpHeader[]::new);
        return switch (refusal.status()) {
            case 403 -> notPermitted(refusal.text());
            case 404 -> new ApiProblem(404, "not-found", "Not found", refusal.text());
            case 405 -> new ApiProblem(405, "method-not-allowed", "Method not allowed", refusal.text(), headers);
            case 503 -> new ApiProblem(503, "unavailable", "Temporarily unavailable", refusal.text(), headers);
            default -> throw new IllegalArgumentException("The routes refuse nothing with " + refusal.status());
        };
    }

    static ApiProblem notLoggedIn() {
        return new ApiProblem(401, "log-in-required", "Log-in required", "You are not signed in, or no longer.");
    }

    static ApiProblem crossSite() {
        return new ApiProblem(
                403,
                "cross-site-request",
                "Request of another site",
                "This request did not come from a page of the same origin, so nothing was changed. A program sends an"
                        + " API key; an application behind a proxy names its trusted origins.");
    }

    static ApiProblem notPermitted(String detail) {
        return new ApiProblem(403, "not-permitted", "Not permitted", detail);
    }

    static ApiProblem unsupportedType(String wanted) {
        return new ApiProblem(415, "unsupported-type", "Unsupported content type", "Send the body as " + wanted + ".");
    }

    static ApiProblem tooLarge(int most) {
        return new ApiProblem(413, "too-large", "Body too large", "A body has at most " + most + " bytes.");
    }

    static ApiProblem malformed(JsonException e) {
        return new ApiProblem(400, "malformed-json", "Malformed JSON", e.getMessage() + ".").with(List.of(Fault.of(e)));
    }

    static ApiProblem invalidHeader(String detail) {
        return new ApiProblem(400, "invalid-header", "Invalid header", detail);
    }

    static ApiProblem invalidQuery(List<Fault> faults) {
        return new ApiProblem(400, "invalid-query", "Invalid query", details(faults)).with(faults);
    }

    static ApiProblem invalidBody(List<Fault> faults) {
        return new ApiProblem(422, "invalid-settings", "Invalid settings", details(faults)).with(faults);
    }

    /** What a rule of core refuses that concerns no single member. */
    static ApiProblem invalidBody(String detail) {
        return new ApiProblem(422, "invalid-settings", "Invalid settings", detail);
    }

    private static String details(List<Fault> faults) {
        return faults.size() == 1
                ? "One value is not accepted; \"errors\" says which and why."
                : faults.size() + " values are not accepted; \"errors\" says which and why.";
    }

    static ApiProblem wrongState(String detail) {
        return new ApiProblem(409, "wrong-state", "Not possible now", detail);
    }

    static ApiProblem changedMeanwhile(String detail) {
        return new ApiProblem(409, "changed-meanwhile", "Changed meanwhile", detail);
    }

    static ApiProblem changedSince(HttpHeader... headers) {
        return new ApiProblem(
                412,
                "changed-since",
                "Changed since",
                "Somebody else has changed this since you read it. Nothing of yours was stored: read it again.",
                headers);
    }

    static ApiProblem preconditionRequired() {
        return new ApiProblem(
                428,
                "precondition-required",
                "If-Match required",
                "Send the ETag of what you have read as If-Match, so that you overwrite no change that you have not"
                        + " seen.");
    }

    static ApiProblem alreadyIssued(KeyId key, String location) {
        ApiProblem problem = new ApiProblem(
                409,
                "already-issued",
                "Already issued",
                "A request with this Idempotency-Key has issued a key before, whose plaintext was in the response to"
                        + " that request and cannot be sent again. If it is lost, revoke the key and issue another"
                        + " one.",
                new HttpHeader("Location", location));
        problem.body.put("key", key.value());
        return problem;
    }

    static ApiProblem beingIssued() {
        return new ApiProblem(
                409,
                "being-issued",
                "Being issued",
                "A request with this Idempotency-Key is being processed. Look later what it did.");
    }

    static ApiProblem otherRequest() {
        return new ApiProblem(
                422,
                "idempotency-key-reused",
                "Idempotency-Key of another request",
                "Another request had this Idempotency-Key. Send a new value for each key that you issue.");
    }

    static ApiProblem storeDown() {
        return new ApiProblem(
                503,
                "unavailable",
                "Temporarily unavailable",
                "The store of the keys does not answer. If you were changing something, look whether it was done"
                        + " before you try again. Keys that are in use keep working for a while.",
                RETRY_LATER);
    }

    static ApiProblem failure() {
        return new ApiProblem(
                500,
                "internal-error",
                "Internal error",
                "The request failed, and the reason is in the application's log. If you were changing something, look"
                        + " whether it was done before you try again.");
    }
}
