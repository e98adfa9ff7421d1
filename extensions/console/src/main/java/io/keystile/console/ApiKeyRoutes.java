package io.keystile.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.adapter.HttpHeader;
import io.keystile.admin.ApiKeys;
import io.keystile.admin.IssuedKey;
import io.keystile.admin.Overlap;
import io.keystile.admin.Revocation;
import io.keystile.console.Route.Needs;
import io.keystile.json.JsonValue;
import io.keystile.json.JsonWriter;
import io.keystile.json.KeyJson;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.store.KeyQuery;
import io.keystile.store.LastUse;
import io.keystile.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists, issues, changes, rotates, ends and deletes keys by the API. Thread-safe. */
final class ApiKeyRoutes {
    private static final String KEYS = "/workspaces/{workspace}/keys";
    private static final String KEY = KEYS + "/{key}";
    private static final List<String> FILTERS = List.of(
            "environment",
            "status",
            "name",
            "owner",
            "tag",
            "service",
            "endingBefore",
            "unusedSince",
            ApiQuery.LIMIT,
            ApiQuery.CURSOR);
    private static final List<String> NEW_KEY = Stream.concat(Stream.of("environment"), SettingsMembers.NAMES.stream())
            .toList();

    private final ConsoleSettings settings;
    private final ApiKeys keys;
    private final IdempotentIssue issuing = new IdempotentIssue();

    ApiKeyRoutes(ConsoleSettings settings) {
        this.settings = settings;
        this.keys = settings.keys();
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", KEYS, Needs.SIGHT, ApiKeyRoutes::list),
                new Route("POST", KEYS, Needs.MANAGE, this::issue),
                new Route("GET", KEY, Needs.SIGHT, call -> key(200, call.key(), lastUse(call), call)),
                new Route("PATCH", KEY, Needs.MANAGE, this::update),
                new Route("DELETE", KEY, Needs.OPERATOR, this::delete),
                new Route("POST", KEY + "/rotate", Needs.MANAGE, this::rotate),
                new Route("POST", KEY + "/revoke", Needs.MANAGE, this::revoke),
                new Route(
                        "POST",
                        KEY + "/disable",
                        Needs.MANAGE,
                        call -> switchTo(call, id -> keys.disable(call.user().actor(), id))),
                new Route(
                        "POST",
                        KEY + "/enable",
                        Needs.MANAGE,
                        call -> switchTo(call, id -> keys.enable(call.user().actor(), id))));
    }

    private static ConsoleResponse list(Call call) {
        ApiQuery filter = ApiQuery.of(call, FILTERS);
        int limit = filter.limit();
        KeyQuery query =
                KeyQuery.ofWorkspace(call.workspace().id()).newestFirst().withLimit(limit + 1);
        query = filter.apply("environment", query, KeyQuery::withEnvironment);
        query = filter.apply("status", query, (each, text) -> each.withStatus(status(text), call.now()));
        query = filter.apply("name", query, KeyQuery::withNamePrefix);
        query = filter.apply("owner", query, KeyQuery::withOwner);
        query = filter.apply("tag", query, KeyQuery::withTag);
        query = filter.apply("service", query, KeyQuery::withService);
        query = filter.apply("endingBefore", query, (each, text) -> each.endingIn(call.now(), Instant.parse(text)));
        query = filter.apply("unusedSince", query, (each, text) -> each.unusedSince(Instant.parse(text)));
        query = filter.apply(
                ApiQuery.CURSOR,
                query,
                (each, text) ->
                        each.after(Cursor.read(ApiQuery.positionOf(text)).orElseThrow(ApiQuery::notACursor)));
        filter.requireNoFaults();

        List<ApiKeyRecord> found = call.directory().list(query);
        List<ApiKeyRecord> shown = found.subList(0, Math.min(limit, found.size()));
        Map<KeyId, LastUse> uses = call.directory().lastUses(shown);
        ArrayNode items = ApiAnswers.object().arrayNode();
        shown.forEach(key -> items.add(json(key, uses.get(key.id()), call)));
        ApiKeyRecord last = found.size() > limit ? shown.get(limit - 1) : null;
        return ApiAnswers.page(
                filter, items, last == null ? null : ApiQuery.cursorOf(Cursor.of(last.createdAt(), last.id())));
    }

    private static KeyStatus status(String text) {
        return Stream.of(KeyStatus.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("write active, disabled, revoked or expired"));
    }

    private static @Nullable LastUse lastUse(Call call) {
        return call.directory().lastUses(List.of(call.key())).get(call.key().id());
    }

    private static ObjectNode json(ApiKeyRecord key, @Nullable LastUse use, Call call) {
        return KeyJson.write(
                key, key.statusAt(call.now()), use == null ? null : use.at(), use == null ? null : use.address());
    }

    private static ConsoleResponse key(int status, ApiKeyRecord key, @Nullable LastUse use, Call call) {
        return ApiAnswers.versioned(status, json(key, use, call), key.version());
    }

    private ConsoleResponse issue(Call call) {
        ApiBody body = ApiBody.read(call, ApiBody.JSON);
        body.requireOnly(NEW_KEY);
        String environment = body.required("environment", value -> value.as(this::requireOffered));
        ApiKeySettings wanted = SettingsMembers.ofNewKey(body);
        IssuedKey issued = issuing.once(
                call,
                body,
                key -> "keys/" + key,
                () -> keys.issue(
                        call.user().actor(), call.workspace().id(), Objects.requireNonNull(environment), wanted));
        return issued(call, issued, "keys/" + issued.record().id(), ApiAnswers.object());
    }

    private String requireOffered(String environment) {
        if (!settings.environments().contains(environment)) {
            throw new IllegalArgumentException(
                    "write one of the environments, which are " + String.join(", ", settings.environments()));
        }
        return environment;
    }

    /** Returns the response with the plaintext. Nothing is read between the issue and this, so nothing can fail. */
    private static ConsoleResponse issued(Call call, IssuedKey issued, String location, ObjectNode more) {
        ObjectNode body = ApiAnswers.object();
        body.set("key", json(issued.record(), null, call));
        body.put("plaintext", issued.reveal());
        body.setAll(more);
        return ApiAnswers.json(201, body, new HttpHeader("Location", location));
    }

    private ConsoleResponse update(Call call) {
        ApiKeyRecord seen = call.key();
        EntityTags.requireSeen(call, seen.version());
        ApiKeySettings wanted = SettingsMembers.patched(ApiBody.read(call, ApiBody.MERGE_PATCH), seen.settings());
        LastUse use = lastUse(call);
        ApiKeyRecord now = ApiAnswers.update(() -> keys.update(call.user().actor(), seen, wanted));
        return key(200, now, use, call);
    }

    private ConsoleResponse rotate(Call call) {
        ApiBody body = ApiBody.read(call, ApiBody.JSON);
        body.requireOnly(List.of("overlap", "untilFirstUse"));
        boolean untilFirstUse = body.flag("untilFirstUse");
        Overlap overlap = body.required("overlap", value -> new Overlap(value.duration(), untilFirstUse));
        body.requireNoFaults();
        IssuedKey issued = issuing.once(
                call,
                body,
                key -> "../" + key,
                () -> keys.rotate(call.user().actor(), call.key().id(), Objects.requireNonNull(overlap))
                        .orElseThrow(Refusal::notFound));
        ObjectNode more = ApiAnswers.object();
        more.set("predecessor", predecessor(call));
        return issued(call, issued, "../" + issued.record().id(), more);
    }

    /** Returns the key that was rotated; null if it cannot be read now, for that must not lose the plaintext. */
    private static @Nullable ObjectNode predecessor(Call call) {
        try {
            return call.directory()
                    .find(call.key().id())
                    .map(key -> json(key, lastUse(call), call))
                    .orElse(null);
        } catch (StoreException e) {
            return null;
        }
    }

    private ConsoleResponse revoke(Call call) {
        ApiBody body = ApiBody.read(call, ApiBody.JSON);
        body.requireOnly(List.of("reason", "lineage"));
        String reason = body.required("reason", JsonValue::text);
        boolean lineage = body.flag("lineage");
        body.requireNoFaults();
        LastUse use = lastUse(call);
        KeyId id = call.key().id();
        String why = Objects.requireNonNull(reason);
        Revocation revocation = ApiAnswers.change(() -> lineage
                        ? keys.revokeLineage(call.user().actor(), id, why)
                        : keys.revoke(call.user().actor(), id, why))
                .orElseThrow(Refusal::notFound);
        ObjectNode answer = ApiAnswers.object();
        answer.set("key", json(revocation.key(), use, call));
        answer.set("alsoRevoked", ids(revocation.alsoRevoked()));
        answer.set("stillActive", ids(revocation.stillActive()));
        return ApiAnswers.versioned(200, answer, revocation.key().version());
    }

    private static ArrayNode ids(List<ApiKeyRecord> records) {
        return JsonWriter.texts(records.stream().map(ApiKeyRecord::id).toList());
    }

    private static ConsoleResponse switchTo(Call call, Function<KeyId, Optional<ApiKeyRecord>> change) {
        ApiBody.requireNone(call);
        LastUse use = lastUse(call);
        ApiKeyRecord now =
                ApiAnswers.change(() -> change.apply(call.key().id())).orElseThrow(Refusal::notFound);
        return key(200, now, use, call);
    }

    private ConsoleResponse delete(Call call) {
        Optional<ApiKeyRecord> deleted = ApiAnswers.change(
                () -> keys.delete(call.user().actor(), call.key().id()));
        if (deleted.isEmpty()) {
            throw Refusal.notFound();
        }
        return new ConsoleResponse(204, List.of(), "");
    }
}
