package io.keystile.console;

import io.keystile.adapter.HttpHeader;
import io.keystile.console.views.Link;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request that is answered with a page that says why it was not done. Has no stack trace. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String heading;
    private final transient List<HttpHeader> headers;
    private final transient @Nullable Link link;

    private Refusal(int status, String heading, String text, @Nullable Link link, HttpHeader... headers) {
        super(text, null, false, false);
        this.status = status;
        this.heading = heading;
        this.link = link;
        this.headers = List.of(headers);
    }

    static Refusal notFound() {
        return new Refusal(404, "Page not found", "There is nothing here, or nothing that you may see.", null);
    }

    static Refusal notAllowed() {
        return new Refusal(
                403,
                "Not allowed",
                "You may look at this, but not do that. Ask somebody who manages the API keys.",
                null);
    }

    /** What core says that this actor may not do. */
    static Refusal notPermitted(String reason) {
        return new Refusal(403, "Not allowed", reason, null);
    }

    static Refusal conflict(String heading, String reason) {
        return new Refusal(409, heading, reason, null);
    }

    static Refusal usageDown() {
        return new Refusal(
                503,
                "The usage cannot be read now",
                "The store of the usage does not answer. Keys are not affected.",
                null,
                new HttpHeader("Retry-After", "5"));
    }

    static Refusal alertsDown() {
        return new Refusal(
                503,
                "The alerts cannot be read now",
                "The store of the alerts does not answer. Keys are not affected, and misuse is detected nonetheless.",
                null,
                new HttpHeader("Retry-After", "5"));
    }

    static Refusal testedBefore() {
        return new Refusal(
                429,
                "A test was sent a moment ago",
                "Nothing was sent now. A test can be sent once a minute.",
                null,
                new HttpHeader("Retry-After", "60"));
    }

    /** A form that made a key before. */
    static Refusal issuedBefore(Link key) {
        return new Refusal(
                409,
                "This key was issued, and shown once",
                "The form was sent a second time, for example by a reload. No second key was made, and the key cannot"
                        + " be shown again. If it is lost, revoke it and generate another one.",
                key);
    }

    /** A form that is making a key at the moment. */
    static Refusal issuedNow(Link keys) {
        return new Refusal(
                409,
                "This form was sent twice",
                "The first time is not over yet. If it makes a key, the key is shown in response to that, and only"
                        + " once. If you do not get to see it, look for the key in the list, and revoke it.",
                keys);
    }

    static Refusal crossSite() {
        return new Refusal(
                403,
                "Request refused",
                "This request did not come from a page of this console, so nothing was changed. Open the console again"
                        + " and repeat what you did. If it keeps happening behind a proxy, the application has to name"
                        + " its trusted origins.",
                null);
    }

    static Refusal notAForm() {
        return new Refusal(415, "Request refused", "The console accepts its own forms only.", null);
    }

    static Refusal tooLarge() {
        return new Refusal(413, "Form too large", "Nothing was changed. Shorten what you entered.", null);
    }

    static Refusal malformedForm() {
        return new Refusal(400, "Request refused", "The form could not be read, so nothing was changed.", null);
    }

    static Refusal methodNotAllowed(Set<String> allowed) {
        return new Refusal(
                405,
                "Request refused",
                "This address does not accept this kind of request.",
                null,
                new HttpHeader("Allow", String.join(", ", allowed)));
    }

    static Refusal notLoggedIn(@Nullable String login) {
        return new Refusal(
                401,
                "Please sign in",
                "You are not signed in, or no longer. Nothing was changed.",
                login == null ? null : new Link(login, "Sign in"));
    }

    int status() {
        return status;
    }

    String heading() {
        return heading;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    /** Returns where to go next; null for the start. */
    @Nullable
    Link link() {
        return link;
    }

    List<HttpHeader> headers() {
        return headers;
    }
}
