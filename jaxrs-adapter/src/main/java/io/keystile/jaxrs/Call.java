package io.keystile.jaxrs;

import io.keystile.Decision.Granted;
import io.keystile.Identification;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * How far the decision on a request has come; kept in its properties from filter to filter. Used by one thread at a time.
 */
final class Call {
    private static final String PROPERTY = "io.keystile.jaxrs.call";

    private boolean undecided = true;
    private boolean maybePublic;
    private @Nullable Identification caller;
    private @Nullable Granted before;
    private @Nullable Granted granted;

    private Call() {}

    static Call begin(ContainerRequestContext request) {
        Call call = new Call();
        request.setProperty(PROPERTY, call);
        return call;
    }

    /** Returns the request's, or null if another filter has answered before ours. */
    static @Nullable Call of(ContainerRequestContext request) {
        return request.getProperty(PROPERTY) instanceof Call call ? call : null;
    }

    /** Another adapter has granted, and completes the answer. */
    void grantedBefore(Granted decision) {
        before = decision;
    }

    /** The path may be a public method's; no key is looked at before that is known. */
    void mayBePublic() {
        maybePublic = true;
    }

    /** The key was looked at. */
    void identified(Identification who) {
        caller = who;
    }

    void granted(Granted decision) {
        granted = decision;
        undecided = false;
    }

    /** There is nothing more to decide, nor to add to the answer. */
    void settled() {
        undecided = false;
    }

    boolean isMaybePublic() {
        return maybePublic;
    }

    boolean isUndecided() {
        return undecided;
    }

    @Nullable
    Identification caller() {
        return caller;
    }

    @Nullable
    Granted before() {
        return before;
    }

    @Nullable
    Granted granted() {
        return granted;
    }

    /** Says nothing: properties are printed by many. */
    @Override
    public String toString() {
        return "Call";
    }
}
