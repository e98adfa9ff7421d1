package io.keystile.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.ApiKeyAuthenticator;
import io.keystile.CredentialSource;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.DenialReason;
import io.keystile.model.Permission;
import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimitResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Translates decisions to HTTP: a denial to a complete response, a grant to field lines that are added to the
 * application's response.
 *
 * <p>Challenges follow RFC 9110 section 11 and RFC 6750 section 3, bodies follow RFC 9457, and quotas follow
 * draft-ietf-httpapi-ratelimit-headers-10. No response contains a key, path, header or address of the request.
 * Thread-safe.
 */
public final class HttpResponses {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String apiKeyHeader;
    private final String bearerChallenge;
    private final String apiKeyChallenge;
    private final RateLimitHeaders quotaFields;

    private HttpResponses(
            String apiKeyHeader, String bearerChallenge, String apiKeyChallenge, RateLimitHeaders quotaFields) {
        this.apiKeyHeader = apiKeyHeader;
        this.bearerChallenge = bearerChallenge;
        this.apiKeyChallenge = apiKeyChallenge;
        this.quotaFields = quotaFields;
    }

    /** Returns the responses for an authenticator, with its realm and the name of its API-key header. */
    public static HttpResponses of(ApiKeyAuthenticator authenticator) {
        String realm = quoted(authenticator.realm());
        String apiKeyHeader = authenticator.apiKeyHeader();
        return new HttpResponses(
                apiKeyHeader,
                "Bearer realm=" + realm,
                "ApiKey realm=" + realm + ", header=" + quoted(apiKeyHeader),
                new RateLimitHeaders(false));
    }

    /** Returns the same responses, with the old {@code X-RateLimit-*} fields in addition to the standard ones. */
    public HttpResponses withLegacyQuotaFields() {
        return new HttpResponses(apiKeyHeader, bearerChallenge, apiKeyChallenge, new RateLimitHeaders(true));
    }

    /** Returns the status code of the response to a request that is denied for this reason. */
    public static int statusOf(DenialReason reason) {
        return Problem.of(reason).status();
    }

    /**
     * Returns a short text for the client of a denied call, for protocols other than HTTP, such as gRPC; the title of
     * the problem in HTTP. It reveals no more than the response in HTTP: the name of a {@link DenialReason}, in
     * contrast, tells which ids exist.
     */
    public static String titleOf(DenialReason reason) {
        return Problem.of(reason).title();
    }

    /** Returns the complete response to a denied request. */
    public DenialResponse denial(Denied denied) {
        Problem problem = Problem.of(denied.reason());
        List<HttpHeader> headers = new ArrayList<>();
        headers.add(new HttpHeader("Content-Type", "application/problem+json"));
        headers.add(new HttpHeader("Cache-Control", "no-store"));
        addChallenges(headers, problem, denied);
        if (denied.retryAfterNanos() > 0) {
            long seconds = Math.max(1, RateLimitHeaders.seconds(denied.retryAfterNanos()));
            headers.add(new HttpHeader("Retry-After", Long.toString(seconds)));
        }
        if (denied.limits() != null) {
            headers.addAll(quotaFields.of(denied.limits()));
        }
        return new DenialResponse(problem.status(), headers, body(problem, denied));
    }

    /** Returns the field lines to add to the application's response to a granted request. */
    public List<HttpHeader> quota(Granted granted) {
        return quotaFields.of(granted.limits());
    }

    /**
     * Returns whether the adapter sets {@code Cache-Control: private} if the application sets no {@code Cache-Control}.
     *
     * <p>Shared caches do not reuse responses to requests with {@code Authorization} unless the response allows it (RFC
     * 9111 section 3.5), but they do not know that another header carries a credential. A key in {@code Authorization:
     * ApiKey} counts as one in that header.
     */
    public boolean isPrivateByDefault(Granted granted) {
        return granted.source() == CredentialSource.API_KEY_HEADER;
    }

    private void addChallenges(List<HttpHeader> headers, Problem problem, Denied denied) {
        if (problem.bearerError() != null) {
            StringBuilder challenge = new StringBuilder(bearerChallenge)
                    .append(", error=")
                    .append(quoted(problem.bearerError()))
                    .append(", error_description=")
                    .append(quoted(problem.detail(apiKeyHeader)));
            if (!denied.required().isEmpty()) {
                challenge.append(", scope=").append(quoted(scope(denied)));
            }
            headers.add(new HttpHeader("WWW-Authenticate", challenge.toString()));
        } else if (problem.status() == 401) {
            headers.add(new HttpHeader("WWW-Authenticate", bearerChallenge));
            headers.add(new HttpHeader("WWW-Authenticate", apiKeyChallenge));
        }
    }

    private static String scope(Denied denied) {
        return denied.required().stream().map(Permission::value).collect(Collectors.joining(" "));
    }

    private String body(Problem problem, Denied denied) {
        ObjectNode body = JSON.createObjectNode()
                .put("type", problem.type())
                .put("title", problem.title())
                .put("status", problem.status())
                .put("detail", problem.detail(apiKeyHeader))
                .put("instance", "urn:uuid:" + denied.instance());
        if (denied.limits() != null) {
            addViolatedPolicies(body, denied.limits());
        }
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of strings and numbers can always be written", e);
        }
    }

    private static void addViolatedPolicies(ObjectNode body, RateLimitResult limits) {
        var violated = body.putArray("violated-policies");
        limits.quotas().stream()
                .filter(Quota::violated)
                .map(quota -> quota.limit().name())
                .forEach(violated::add);
    }

    /** Returns a quoted-string (RFC 9110 section 5.6.4). */
    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
