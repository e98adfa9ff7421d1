package io.keystile.benchmarks.ratelimit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Keeps a limiter of a library's for each key in a {@link ConcurrentHashMap}, which never drops any. That favours the
 * library: an application that wants bounds puts a cache in its place, which takes longer.
 *
 * @param <L> the library's limiter
 */
abstract class MappedContender<L> implements Contender {
    private final String[] ids;
    private final ConcurrentHashMap<String, L> limiters = new ConcurrentHashMap<>();
    private final Function<String, L> maker = this::newLimiter;

    MappedContender(String[] ids) {
        this.ids = ids;
    }

    abstract L newLimiter(String id);

    /** Returns the limiter of a key, made at its first call. */
    final L limiterOf(int key) {
        String id = ids[key];
        L found = limiters.get(id);
        return found != null ? found : limiters.computeIfAbsent(id, maker);
    }

    /** Of libraries that answer yes or no; the others override it. */
    @Override
    public boolean granted(Object answer) {
        return (Boolean) answer;
    }

    @Override
    public final Object memory() {
        return limiters;
    }
}
