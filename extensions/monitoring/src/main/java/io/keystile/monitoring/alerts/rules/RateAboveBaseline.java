package io.keystile.monitoring.alerts.rules;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.key.KeyId;
import io.keystile.monitoring.internal.Arguments;
import io.keystile.monitoring.internal.ClientNetworks;
import io.keystile.monitoring.internal.LruMap;
import org.jspecify.annotations.Nullable;

/**
 * Detects a key that makes far more calls in an hour of UTC than is usual for it in this hour of the week. The usual
 * number and its variation are learned for each key separately, from all calls with the right secret. A key is not
 * judged until it has been watched for the learning time. After four weeks without calls it is learned anew.
 *
 * <p>The rule keeps 1.4 kB per key, for the {@link Settings#maxKeys} most recently used keys whose secret was verified.
 */
public final class RateAboveBaseline implements AlertRule {
    /** The name of the rule. */
    public static final String NAME = "request-rate";

    private static final int SECONDS_OF_HOUR = 3_600;

    private final Settings settings;
    private final LruMap<KeyId, HourlyBaseline> keys;

    /**
     * The thresholds of the rule. An hour is suspicious if it reaches all of them, and one more condition holds: its
     * excess over the usual number is more than twice the excess of the key's busiest recent hour. Both excesses are
     * measured in units of the square root of the number that is usual in their hour.
     *
     * @param learningWeeks how many weeks a key is watched before it is judged, at least 2
     * @param deviations how many standard deviations the calls must exceed the usual number by; more than 0
     * @param times the minimum ratio of the calls to the usual number, at least 1
     * @param calls the minimum number of calls in the hour, at least 1
     * @param maxKeys the maximum number of keys for which a baseline is kept, at least 1
     */
    public record Settings(int learningWeeks, double deviations, double times, int calls, int maxKeys) {
        /** Two weeks, 6 deviations, 3 times the usual number, 60 calls; 10,000 keys, which take 14 MB. */
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
                throw new IllegalArgumentException("deviations must be more than 0, and times at least 1");
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
                || calls <= baseline.upperBound()
                || calls < settings.times() * baseline.usualCalls()) {
            return null;
        }
        String text = calls + " calls in this hour so far; " + Math.round(baseline.usualCalls())
                + " are usual, and up to " + Math.round(baseline.upperBound()) + " are within the normal variation";
        return Suspicion.ofKey(key, ClientNetworks.of(event), AlertSeverity.WARNING, text);
    }
}
