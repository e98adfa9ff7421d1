package io.keystile.benchmarks.growth;

import io.keystile.store.InMemoryApiKeyStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.openjdk.jol.info.GraphLayout;

/**
 * The bytes of each key's objects, by class. Counts the objects with a number of keys and with twice as many; those
 * that keys share cancel out in the difference.
 */
final class ObjectBytes {
    static final String HEADING = """
            | class | store, B/key | cache, B/key | limiter, B/key |
            |---|---:|---:|---:|""";

    static {
        // JOL cannot inspect records and lambdas otherwise.
        System.setProperty("jol.magicFieldOffset", "true");
    }

    private final int keys;
    private final Graphs few;
    private final Graphs many;

    private ObjectBytes(int keys, Graphs few, Graphs many) {
        this.keys = keys;
        this.few = few;
        this.many = many;
    }

    static ObjectBytes of(int keys) {
        return new ObjectBytes(keys, Graphs.of(keys), Graphs.of(2 * keys));
    }

    /** Returns what the in-memory store retains per key. */
    double store() {
        return perKey(many.stored.totalSize() - few.stored.totalSize());
    }

    /** Returns what the authenticator's cache retains per key, without the record in the store. */
    double cache() {
        return perKey(many.cached.totalSize() - few.cached.totalSize()) - store();
    }

    /** Returns the rows of a table in Markdown, one for each class with at least one byte per key. */
    String rows() {
        StringBuilder rows = new StringBuilder();
        List<Class<?>> classes = new ArrayList<>(many.used.getClasses());
        classes.sort(Comparator.comparing(Class::getTypeName));
        for (Class<?> type : classes) {
            double store = perKey(bytes(many.stored, type) - bytes(few.stored, type));
            double cache = perKey(bytes(many.cached, type) - bytes(few.cached, type)) - store;
            double limiter = perKey(bytes(many.used, type) - bytes(few.used, type)) - cache - store;
            if (store >= 1 || cache >= 1 || limiter >= 1) {
                rows.append(row("`" + type.getTypeName() + "`", store, cache, limiter));
            }
        }
        double all = perKey(many.used.totalSize() - few.used.totalSize());
        return rows.append(row("all", store(), cache(), all - cache() - store()))
                .toString();
    }

    private static String row(String name, double store, double cache, double limiter) {
        return String.format(Locale.ROOT, "| %s | %,.0f | %,.0f | %,.0f |%n", name, store, cache, limiter);
    }

    private double perKey(long bytes) {
        return (double) bytes / keys;
    }

    private static long bytes(GraphLayout objects, Class<?> type) {
        return objects.getClassSizes().count(type);
    }

    /** All objects of a store, the same with an authenticator that has cached each key, and after a call of each. */
    private record Graphs(GraphLayout stored, GraphLayout cached, GraphLayout used) {
        static Graphs of(int keys) {
            Population population = new Population(keys);
            // Another store, without an authenticator as its listener.
            InMemoryApiKeyStore alone = new InMemoryApiKeyStore();
            Population.insertWorkspace(alone);
            population.forEachKey(key -> Population.insert(alone, key));
            population.forEachKey(key -> Population.insert(population.store, key));
            population.forEachKey(population::cache);
            GraphLayout cached = GraphLayout.parseInstance(population.authenticator);
            population.forEachKey(key -> population.call(CallRequest.with(key)));
            return new Graphs(
                    GraphLayout.parseInstance(alone), cached, GraphLayout.parseInstance(population.authenticator));
        }
    }
}
