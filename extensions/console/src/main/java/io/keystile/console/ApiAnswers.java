package io.keystile.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.adapter.HttpHeader;
import io.keystile.admin.ConcurrentChangeException;
import io.keystile.admin.NotPermittedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the responses of the API. */
final class ApiAnswers {
    private ApiAnswers() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ConsoleResponse json(int status, ObjectNode body, HttpHeader... headers) {
        List<HttpHeader> all = new ArrayList<>(List.of(new HttpHeader("Content-Type", "application/json")));
        all.addAll(List.of(headers));
        return new ConsoleResponse(status, all, body.toString());
    }

    /** Returns a record with its version as the ETag. */
    static ConsoleResponse versioned(int status, ObjectNode body, long version, HttpHeader... headers) {
        List<HttpHeader> all = new ArrayList<>(List.of(headers));
        all.add(new HttpHeader("ETag", EntityTags.of(version)));
        return json(status, body, all.toArray(HttpHeader[]::new));
    }

    /** Returns a page of a list, with a link to the next page if there is one. */
    static ConsoleResponse page(ApiQuery query, ArrayNode items, @Nullable String next) {
        ObjectNode body = object();
        body.set("items", items);
        body.put("next", next);
        return next == null
                ? json(200, body)
                : json(200, body, new HttpHeader("Link", "<" + query.withCursor(next) + ">; rel=\"next\""));
    }

    /**
     * Makes a change.
     *
     * @throws ApiProblem if core refuses it
     */
    static <T> T change(Supplier<T> change) {
        try {
            return change.get();
        } catch (NotPermittedException e) {
            throw ApiProblem.notPermitted(SettingsForms.sentence(e));
        } catch (ConcurrentChangeException e) {
            throw ApiProblem.changedMeanwhile(SettingsForms.sentence(e));
        } catch (IllegalStateException e) {
            throw ApiProblem.wrongState(SettingsForms.sentence(e));
        } catch (IllegalArgumentException e) {
            throw ApiProblem.invalidBody(SettingsForms.sentence(e));
        }
    }

    /**
     * Makes a change of a record that the caller has seen.
     *
     * @throws ApiProblem if core refuses it, or the record was changed since
     */
    static <T> T update(Supplier<T> change) {
        return change(() -> {
            try {
                return change.get();
            } catch (ConcurrentChangeException e) {
                throw ApiProblem.changedSince();
            }
        });
    }
}
