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

    private final boolean forwarded;
    private boolean undecided = true;
    private boolean preflight;
    private @Nullable Identification caller;
    private @Nullable Granted before;
    private @Nullable Granted granted;

    private Call(boolean forwarded) {
        this.forwarded = forwarded;
    }

    static Call begin(ContainerRequestContext request) {
        Call outer = of(request);
        Call call = new Call(outer != null && outer.granted != null);
        request.setProperty(PROPERTY, call);
        return call;
    }

    /** Returns the request's, or null if another filter has answered before ours. */
    static @Nullable Call of(ContainerRequestContext request) {
        return request.getProperty(PROPERTY) instanceof Call call ? call : null;
    }

    /** The request was granted before it came here. */
    void grantedBefore(Granted decision) {
        before = decision;
    }

    /** The key was looked at. */
    void identified(Identification who) {
        caller = who;
    }

    /** A browser asks what it may ask; it has no key. */
    void beganAsPreflight() {
        preflight = true;
    }

    /** The answer has to tell what is left of the limits. */
    void granted(Granted decision) {
        granted = decision;
        undecided = false;
    }

    /** There is nothing more to decide, nor to add to the answer. */
    void settled() {
        undecided = false;
    }

    boolean isUndecided() {
        return undecided;
    }

    boolean isPreflight() {
        return preflight;
    }

    /** Tells whether another JAX-RS resource has passed the request on, whose answer will not be sent. */
    boolean isForwarded() {
        return forwarded;
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
