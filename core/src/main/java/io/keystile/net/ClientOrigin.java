package io.keystile.net;

import org.jspecify.annotations.Nullable;

/**
 * Where a request came from.
 *
 * @param address the client's address; null if it is unknown, and then it is on no allowlist
 * @param transport how the request travelled from the client
 */
public record ClientOrigin(@Nullable IpAddress address, Transport transport) {}
