package io.keystile.net;

import org.jspecify.annotations.Nullable;

/**
 * The client's address and the transport of its request.
 *
 * @param address the client's address; null if it is unknown, which no allowlist contains
 * @param transport the transport of the client's own connection
 */
public record ClientOrigin(@Nullable IpAddress address, Transport transport) {}
