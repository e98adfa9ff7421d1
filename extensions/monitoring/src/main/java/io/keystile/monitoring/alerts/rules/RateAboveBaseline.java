package io.keystile.monitoring.alerts.rules;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.key.KeyId;
import io.keystile.monitoring.internal.Arguments;
import io.keystile.monitoring.internal.ClientNetworks;
import io.keystile.monitoring.internal.LruMap;
import org.jspecify.annotations.Nullable;

/**
 * A key that makes far more calls in an hour than it usually makes in this hour of the week. What is usual is learned for each
 * key by itself, with how much it varies, from every call with the right secret; hours are those of UTC. A key is not judged
 * until it was watched for the learning time, and again not after four weeks of silence.
 *
 * <p>It remembers 1.4 kB for each key that has shown its secret, of at most {@link Settings#maxKeys}.
 */
public final class RateAboveBaseline implements AlertRule {
    /** What the rule is called. */
    public static final String NAME = "request-rate";

    private static final int SECONDS_OF_HOUR = 3_600;

    private final Settings settings;
    private final LruMap<KeyId, HourlyBaseline> keys;

    /**
     * When the rule speaks: all of it must hold.
     *
     * @param learningWeeks how long a key is watched before it is judged, at least 2
     * @param deviations how many standard deviations above what is usual; more than 0
     * @param times how many times what is usual; at least 1. It is also twice as far above that as in the key's busiest hour
     *     lately, each measured by the root of what is usual then
     * @param calls how many calls in the hour at least; at least 1
     * @param maxKeys how many keys are remembered, those used last; at least 1
     */
    public record Settings(int learningWeeks, double deviations, double times, int calls, int maxKeys) {
        /** Two weeks, 6 deviations, 3 times what is usual, 60 calls; 10,000 keys, which take 14 MB. */
        public static final Settings STANDARD = new Settings(2, 6, 3, 60, 10_000);

        /**
         * Checks the bounds.
         *
         * @throws IllegalArgumentException if a value is out of bounds
         */
        public Settings {
            Arguments.atLeast(2, learningWeeks, "The learning time in weeks");
            Arguments.atLeast(1, calls, "The number of calls");
            Arguments.atLeast(1, maxKeys, "The number of keys");
            if (!(deviations > 0) || !(times >= 1)) {
                throw new IllegalArgumentException("Deviations are more than 0, and times at least 1");
            }
        }
    }

    /** Creates the rule with the standard settings. */
    public RateAboveBaseline() {
        this(Settings.STANDARD);
    }

    /** Creates the rule. */
    public RateAboveBaseline(Settings settings) {
        this.settings = settings;
        this.keys = new LruMap<>(settings.maxKeys());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable Suspicion judge(AuthEvent event) {
        ApiKeyPrincipal key = event.caller();
        if (key == null) {
            return null;
        }
        long hour = Math.floorDiv(event.time().getEpochSecond(), SECONDS_OF_HOUR);
        HourlyBaseline baseline = keys.getOrCreate(key.keyId(), () -> new HourlyBaseline(hour, settings.deviations()));
        baseline.count(hour);
        boolean learned = baseline.hoursLearned() >= (long) settings.learningWeeks() * HourlyBaseline.WEEK;
        int calls = baseline.calls();
        if (!learned
                || calls < settings.calls()
                || calls <= baseline.upperEdge()
                || calls < settings.times() * baseline.usual()) {
            return null;
        }
        String text = calls + " calls in this hour so far, where " + Math.round(baseline.usual())
                + " are usual and up to " + Math.round(baseline.upperEdge()) + " would not surprise";
        return Suspicion.ofKey(key, ClientNetworks.of(event), AlertSeverity.WARNING, text);
    }
}
