package io.keystile.benchmarks.authenticate;

import io.keystile.key.PresentedKey;
import java.util.List;

/**
 * A key of the workload and a request that presents it.
 *
 * @param key the key that the request presents, before any mistyping
 * @param secret the key whose secret is stored as a hash; differs from {@code key} for a wrong secret
 * @param ranges the CIDR blocks from which the key may be used
 * @param request the request
 */
record Sample(PresentedKey key, PresentedKey secret, List<String> ranges, MemoryRequest request) {}
