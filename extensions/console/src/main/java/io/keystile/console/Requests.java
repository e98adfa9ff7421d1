package io.keystile.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.DenialReason;
import io.keystile.adapter.HttpResponses;
import io.keystile.console.views.KeyLink;
import io.keystile.console.views.RequestRow;
import io.keystile.key.KeyId;
import io.keystile.monitoring.accesslog.RecentDecision;
import io.keystile.monitoring.accesslog.RecentDecisions;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the last decisions of this node. Knows the monitoring, as {@link Usages} does. Thread-safe. */
final class Requests {
    /** The calls on one page. */
    static final int PAGE = 50;

    private static final int LIMITED = 429;

    private final RecentDecisions recent;

    Requests(RecentDecisions recent) {
        this.recent = recent;
    }

    /** Returns the last calls of the key of the path, or of its workspace; the last one first. */
    List<RequestRow> of(Call call) {
        KeyLinks links = new KeyLinks(call);
        KeyId key = call.keyOrNull() == null ? null : call.key().id();
        return find(call, key).stream()
                .map(decision -> row(
                        decision,
                        links.of(Objects.requireNonNull(
                                decision.keyId(), "only decisions on known keys have a workspace"))))
                .toList();
    }

    /** Returns the last calls that were denied without a verified key; the last one first. */
    List<RequestRow> withoutKey() {
        return recent.withoutKey(PAGE).stream()
                .map(decision -> row(decision, null))
                .toList();
    }

    /** Returns the last calls of a key, or of the workspace of the path, as the access log names their properties. */
    ArrayNode json(Call call, @Nullable KeyId key) {
        ArrayNode items = ApiAnswers.object().arrayNode();
        find(call, key).forEach(decision -> items.add(json(decision)));
        return items;
    }

    /** Returns what the user sees: who acts with a key sees only keys of its environment, and none that was deleted. */
    private List<RecentDecision> find(Call call, @Nullable KeyId key) {
        String workspace = call.workspace().id();
        List<RecentDecision> found = key == null ? recent.ofWorkspace(workspace, PAGE) : recent.ofKey(workspace, key);
        boolean seesAll = call.user().actor().key() == null;
        return found.stream()
                .filter(decision -> seesAll || isVisible(call, decision.keyId()))
                .limit(PAGE)
                .toList();
    }

    private static boolean isVisible(Call call, @Nullable KeyId key) {
        return key != null && call.directory().find(key).isPresent();
    }

    private static ObjectNode json(RecentDecision decision) {
        DenialReason reason = decision.reason();
        ObjectNode json = ApiAnswers.object();
        json.put("time", decision.time().toString());
        json.put("outcome", reason == null ? "granted" : "denied");
        json.put("reason", reason == null ? null : reason.name().toLowerCase(Locale.ROOT));
        json.put("status", reason == null ? null : HttpResponses.statusOf(reason));
        json.put("instance", decision.instance());
        json.put("key", decision.keyId() == null ? null : decision.keyId().value());
        json.put("method", decision.method());
        json.put("path", decision.path());
        json.put("address", decision.address());
        json.put("userAgent", decision.userAgent());
        return json;
    }

    /** Returns whether decisions were missed because too many came at once. */
    boolean incomplete() {
        return recent.missed() > 0;
    }

    private static RequestRow row(RecentDecision decision, @Nullable KeyLink key) {
        return new RequestRow(
                decision.time(),
                outcome(decision.reason()),
                style(decision.reason()),
                decision.instance(),
                key,
                decision.method(),
                decision.path(),
                decision.address(),
                decision.userAgent());
    }

    /** Returns for example {@code 403, permission missing}. */
    private static String outcome(@Nullable DenialReason reason) {
        return reason == null
                ? "Granted"
                : HttpResponses.statusOf(reason) + ", "
                        + reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String style(@Nullable DenialReason reason) {
        if (reason == null) {
            return "good";
        }
        return HttpResponses.statusOf(reason) == LIMITED ? "warn" : "bad";
    }
}
