package io.keystile;

import io.keystile.net.Transport;

/**
 * The result of the first half of a decision: the caller's identity, before the call's {@link Requirement} is known. It
 * grants nothing by itself; the authenticator's {@code authorize} decides. Immutable and thread-safe; holds no secret.
 */
public abstract sealed class AuthenticationResult {
    final Caller caller;
    final RequestDetails request;
    /** The time that the first half took, in nanoseconds; 0 if there are no listeners. */
    final long spentNanos;

    private AuthenticationResult(Caller caller, RequestDetails request, long spentNanos) {
        this.caller = caller;
        this.request = request;
        this.spentNanos = spentNanos;
    }

    static AuthenticationResult of(Caller caller, RequestDetails request, long spentNanos) {
        return caller.denied == null
                ? new Authenticated(caller, request, spentNanos)
                : new Rejected(caller, request, caller.denied.reason(), spentNanos);
    }

    /** Returns whether the request is known to have been encrypted all the way from the client. */
    public final boolean encrypted() {
        return caller.transport == Transport.ENCRYPTED;
    }

    /** Returns whether the request was rejected because it has no key. Where a key is optional, it may continue. */
    public final boolean isWithoutKey() {
        return caller.denied != null && caller.denied.reason() == DenialReason.NO_CREDENTIAL;
    }

    /** The key was verified and is usable from the client's address. */
    public static final class Authenticated extends AuthenticationResult {
        private Authenticated(Caller caller, RequestDetails request, long spentNanos) {
            super(caller, request, spentNanos);
        }

        /** Returns the authenticated key. */
        public ApiKeyPrincipal principal() {
            return caller.key().principal();
        }

        /** Returns the field in which the key was sent. */
        public CredentialSource source() {
            return caller.source;
        }

        /** Returns the class and the key's public id. */
        @Override
        public String toString() {
            return "Authenticated[" + principal().keyId() + "]";
        }
    }

    /** The request will be denied, whatever its requirement. */
    public static final class Rejected extends AuthenticationResult {
        private final DenialReason reason;

        private Rejected(Caller caller, RequestDetails request, DenialReason reason, long spentNanos) {
            super(caller, request, spentNanos);
            this.reason = reason;
        }

        /** Returns the reason for the denial. */
        public DenialReason reason() {
            return reason;
        }

        /** Returns the class and the reason. */
        @Override
        public String toString() {
            return "Rejected[" + reason + "]";
        }
    }
}
