package io.keystile;

import io.keystile.net.IncomingRequest;

/** A request to be authenticated: a view that an adapter makes of what its container has. Used by one thread. */
public interface AuthRequest extends IncomingRequest {
    /** What the call asks of its key. */
    Requirement requirement();
}
