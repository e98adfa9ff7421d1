package io.keystile.monitoring.alerts;

import io.keystile.model.AuditEntry.FieldChange;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Describes a change of settings for the history. */
final class AlertChanges {
    private AlertChanges() {}

    static List<FieldChange> between(Collection<AlertOffer> offers, AlertSettings before, AlertSettings after) {
        List<String> oldRules = new ArrayList<>();
        List<String> newRules = new ArrayList<>();
        for (AlertOffer offer : offers) {
            String old = describe(offer, before);
            String now = describe(offer, after);
            if (!old.equals(now)) {
                oldRules.add(old);
                newRules.add(now);
            }
        }
        List<FieldChange> changes = new ArrayList<>();
        if (!newRules.isEmpty()) {
            changes.add(new FieldChange("alertRules", text(oldRules), text(newRules)));
        }
        if (!before.webhooks().equals(after.webhooks())) {
            changes.add(new FieldChange(
                    "alertWebhooks", text(withoutPaths(before.webhooks())), text(withoutPaths(after.webhooks()))));
        }
        if (!before.emails().equals(after.emails())) {
            changes.add(new FieldChange("alertEmails", text(before.emails()), text(after.emails())));
        }
        return changes;
    }

    private static String describe(AlertOffer offer, AlertSettings settings) {
        AlertSettings.Rule rule = offer.effective(settings);
        String threshold = offer.hasThreshold() ? " from " + rule.threshold() : "";
        return offer.rule() + (rule.on() ? " on" + threshold : " off");
    }

    /** The path of a webhook is often a secret. */
    private static List<String> withoutPaths(List<URI> webhooks) {
        return webhooks.stream()
                .map(uri -> "https://" + uri.getAuthority() + "/…")
                .toList();
    }

    private static @Nullable String text(List<String> items) {
        if (items.isEmpty()) {
            return null;
        }
        String text = String.join(", ", items);
        return text.length() <= FieldChange.MAX_LENGTH ? text : text.substring(0, FieldChange.MAX_LENGTH - 1) + "…";
    }
}
