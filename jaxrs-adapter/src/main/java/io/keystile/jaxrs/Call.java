package io.keystile.jaxrs;

import io.keystile.AuthenticationResult;
import io.keystile.Decision.Granted;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The state of the decision on a request. The filters share it as a property of the request. Not thread-safe. */
final class Call {
    private static final String PROPERTY = "io.keystile.jaxrs.call";

    /**
     * The steps of a decision:
     *
     * <pre>
     * NEW ──────► PREFLIGHT ───────┬──────────────┐
     *  ├───────────────┴─► AUTHENTICATED ─┐       │
     *  ├─► GRANTED_EARLIER ───────────────┤       │
     *  └──────────────────────────────────┴─► GRANTED or SETTLED
     * </pre>
     */
    enum State {
        /** No key was read: the path may lead to a public method. */
        NEW,
        /** A CORS preflight, which has no key. */
        PREFLIGHT,
        /** The key was verified, or the request rejected. */
        AUTHENTICATED,
        /** Another adapter granted the request, or it was granted before a resource forwarded it. */
        GRANTED_EARLIER,
        /** Granted here: the response states what is left of the limits. */
        GRANTED,
        /** Decided, without anything to add to the response: public, denied, or announced by another adapter. */
        SETTLED;

        private Set<State> next() {
            return switch (this) {
                case NEW -> EnumSet.of(PREFLIGHT, AUTHENTICATED, GRANTED_EARLIER, GRANTED, SETTLED);
                case PREFLIGHT -> EnumSet.of(AUTHENTICATED, GRANTED, SETTLED);
                case AUTHENTICATED, GRANTED_EARLIER -> EnumSet.of(GRANTED, SETTLED);
                case GRANTED, SETTLED -> EnumSet.noneOf(State.class);
            };
        }
    }

    private final boolean forwarded;
    private State state = State.NEW;
    private @Nullable AuthenticationResult caller;
    private @Nullable Granted granted;

    private Call(boolean forwarded) {
        this.forwarded = forwarded;
    }

    /** Sets a new call as the request's property. */
    static Call begin(ContainerRequestContext request) {
        Call outer = of(request);
        Call call = new Call(outer != null && outer.state == State.GRANTED);
        request.setProperty(PROPERTY, call);
        return call;
    }

    /** Returns the request's call, or null if another filter responded before {@link KeyFilter} ran. */
    static @Nullable Call of(ContainerRequestContext request) {
        return request.getProperty(PROPERTY) instanceof Call call ? call : null;
    }

    State state() {
        return state;
    }

    void preflight() {
        enter(State.PREFLIGHT);
    }

    void authenticated(AuthenticationResult result) {
        enter(State.AUTHENTICATED);
        caller = result;
    }

    void grantedEarlier(Granted decision) {
        enter(State.GRANTED_EARLIER);
        granted = decision;
    }

    void granted(Granted decision) {
        enter(State.GRANTED);
        granted = decision;
    }

    void settled() {
        enter(State.SETTLED);
    }

    private void enter(State next) {
        if (!state.next().contains(next)) {
            throw new IllegalStateException("A call cannot change from " + state + " to " + next);
        }
        state = next;
    }

    /** Returns whether the caller is not yet authenticated. */
    boolean isAnonymous() {
        return state == State.NEW || state == State.PREFLIGHT;
    }

    /** Returns whether another JAX-RS resource has forwarded the request; that resource's own response is not sent. */
    boolean isForwarded() {
        return forwarded;
    }

    /** Returns the result of authentication; null before it. */
    @Nullable
    AuthenticationResult caller() {
        return caller;
    }

    /** Returns the grant, made here or earlier; null if there is none. */
    @Nullable
    Granted granted() {
        return granted;
    }

    /** Returns no details, because many tools print properties. */
    @Override
    public String toString() {
        return "Call";
    }
}
