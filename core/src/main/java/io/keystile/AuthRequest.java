package io.keystile;

import io.keystile.net.IncomingRequest;

/** A request to be authenticated. Adapters implement it as a view of their container's request. Used by one thread. */
public interface AuthRequest extends IncomingRequest {
    /** Returns what the call requires of its key. */
    Requirement requirement();
}
