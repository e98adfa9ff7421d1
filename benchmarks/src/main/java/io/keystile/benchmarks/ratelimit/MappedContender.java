package io.keystile.benchmarks.ratelimit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Keeps one limiter per key in a {@link ConcurrentHashMap} and never removes any. This favours the other library: an
 * application that needs a bound uses a cache instead, which is slower.
 *
 * @param <L> the other library's limiter
 */
abstract class MappedContender<L> implements Contender {
    private final String[] ids;
    private final ConcurrentHashMap<String, L> limiters = new ConcurrentHashMap<>();
    private final Function<String, L> factory = this::newLimiter;

    MappedContender(String[] ids) {
        this.ids = ids;
    }

    abstract L newLimiter(String id);

    /** Returns the limiter of a key, created at the key's first call. */
    final L limiterOf(int key) {
        String id = ids[key];
        L found = limiters.get(id);
        return found != null ? found : limiters.computeIfAbsent(id, factory);
    }

    /** For libraries whose result is a boolean; others override this method. */
    @Override
    public boolean admitted(Object result) {
        return (Boolean) result;
    }

    @Override
    public final Object memory() {
        return limiters;
    }
}
