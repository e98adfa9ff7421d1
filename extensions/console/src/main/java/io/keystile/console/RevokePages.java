package io.keystile.console;

import io.keystile.admin.ApiKeySummary;
import io.keystile.admin.Revocation;
import io.keystile.console.Route.Needs;
import io.keystile.console.templates.JterevokeGenerated;
import io.keystile.console.views.RevokePage;
import io.keystile.key.KeyId;
import io.keystile.model.KeyStatus;
import io.keystile.model.Lineage;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Revokes keys, after saying who would notice. Thread-safe. */
final class RevokePages {
    /** The keys of a chain of rotations that are looked at. */
    private static final int MAX_LINEAGE = 20;

    private static final int MAX_REASON = 200;
    private static final String OTHER = "other";

    private final ConsoleSettings settings;
    private final Pages pages;

    RevokePages(ConsoleSettings settings, Pages pages) {
        this.settings = settings;
        this.pages = pages;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/w/{workspace}/keys/{key}/revoke", Needs.MANAGE, call -> ask(200, call, null)),
                new Route("POST", "/w/{workspace}/keys/{key}/revoke", Needs.MANAGE, this::revoke));
    }

    private ConsoleResponse ask(int status, Call call, @Nullable String problem) {
        ApiKeySummary key = KeyPages.summary(call);
        Usages usage = settings.usage();
        RevokePage page = new RevokePage(
                key,
                usage == null ? null : usage.callsToday(key.id()),
                activeLineage(call, key),
                call.form().text("reason"),
                call.form().text("other"),
                problem);
        return pages.page(
                status, call, "Revoke this key?", (out, frame) -> JterevokeGenerated.render(out, null, frame, page));
    }

    private static List<ApiKeySummary> activeLineage(Call call, ApiKeySummary key) {
        Map<KeyId, ApiKeySummary> found = new LinkedHashMap<>(Map.of(key.id(), key));
        Deque<ApiKeySummary> open = new ArrayDeque<>(List.of(key));
        while (!open.isEmpty() && found.size() < MAX_LINEAGE) {
            Lineage lineage = open.remove().lineage();
            for (KeyId id : Arrays.asList(lineage.predecessor(), lineage.successor())) {
                if (id != null && !found.containsKey(id)) {
                    Optional<ApiKeySummary> neighbour = call.directory().findSummary(id);
                    neighbour.ifPresent(each -> found.put(id, each));
                    neighbour.ifPresent(open::add);
                }
            }
        }
        found.remove(key.id());
        return found.values().stream()
                .filter(each -> each.status() == KeyStatus.ACTIVE)
                .toList();
    }

    private ConsoleResponse revoke(Call call) {
        String chosen = call.form().text("reason");
        String reason = chosen.equals(OTHER) ? call.form().text("other") : chosen;
        boolean known = chosen.equals(OTHER) || RevokePage.REASONS.contains(chosen);
        if (!known || reason.isEmpty() || reason.length() > MAX_REASON) {
            return ask(422, call, "Say why in at most " + MAX_REASON + " characters; the reason stays with the key.");
        }
        boolean lineage = call.form().has("lineage");
        Revocation revocation;
        try {
            revocation = Changes.make(() -> lineage
                    ? settings.keys()
                            .revokeLineage(call.user().actor(), call.key().id(), reason)
                    : settings.keys().revoke(call.user().actor(), call.key().id(), reason));
        } catch (IllegalArgumentException e) {
            return ask(422, call, SettingsForms.sentence(e));
        }
        boolean before = revocation.alsoRevoked().isEmpty()
                && !reason.equals(revocation.key().revocationReason());
        return Answers.redirect(before ? "./?done=revokedBefore" : "./?done=revoked");
    }
}
