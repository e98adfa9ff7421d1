package io.keystile.console;

import io.keystile.admin.ApiKeySummary;
import io.keystile.console.views.Hint;
import io.keystile.console.views.Text;
import io.keystile.model.KeyStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what deserves a look about a key that works. */
final class KeyHints {
    private static final Duration SOON = Duration.ofDays(14);
    private static final Duration IDLE = Duration.ofDays(90);
    private static final Duration NEW = Duration.ofDays(1);
    private static final int MANY = 20;

    private KeyHints() {}

    /**
     * Returns the hints for a key.
     *
     * @param lastUses whether the application records when keys were last used
     */
    static List<Hint> of(ApiKeySummary key, @Nullable Usages usage, boolean lastUses, Instant now) {
        List<Hint> hints = new ArrayList<>();
        if (key.status() != KeyStatus.ACTIVE) {
            return hints;
        }
        Instant end = key.endsAt();
        if (key.lineage().successor() != null && end != null) {
            hints.add(new Hint("Replaced, ends " + Text.distance(end, now), true));
        } else if (end != null && end.isBefore(now.plus(SOON))) {
            hints.add(new Hint("Expires " + Text.distance(end, now), true));
        }
        if (lastUses && key.lastUse() == null && key.createdAt().isBefore(now.minus(NEW)) && !isCalled(key, usage)) {
            hints.add(new Hint("Never used", false));
        } else if (lastUses && key.lastUse() != null && key.lastUse().at().isBefore(now.minus(IDLE))) {
            hints.add(new Hint(
                    "Not used for " + Text.length(Duration.between(key.lastUse().at(), now)), true));
        }
        if (usage != null && usage.mostAreRefused(key.id(), MANY)) {
            hints.add(new Hint("Most calls are refused", true));
        }
        return hints;
    }

    /** A use is written to the store after a while. */
    private static boolean isCalled(ApiKeySummary key, @Nullable Usages usage) {
        Long calls = usage == null ? null : usage.callsToday(key.id());
        return calls != null && calls > 0;
    }
}
