package io.keystile.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.admin.IssuedKey;
import io.keystile.admin.Revocation;
import io.keystile.json.JsonWriter;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.KeyStatus;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Prints keys as text or, with {@code --json}, as JSON. */
final class KeyPrinter {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    void print(ApiKeyRecord key, Session session, Output out) {
        print(session.view(key), out);
    }

    void print(KeyView view, Output out) {
        if (json) {
            out.line(view.json().toString());
        } else {
            KeyTables.details(view).writeTo(out);
        }
    }

    /** Prints the key that was named, and as JSON also the ids of the other keys. */
    void print(Revocation revoked, Session session, Output out) {
        KeyView view = session.view(revoked.key());
        if (json) {
            ObjectNode object = view.json();
            object.set("alsoRevoked", ids(revoked.alsoRevoked()));
            object.set("stillActive", ids(revoked.stillActive()));
            out.line(object.toString());
        } else {
            print(view, out);
        }
    }

    private static JsonNode ids(List<ApiKeyRecord> keys) {
        return JsonWriter.texts(keys.stream().map(key -> key.id().value()).toList());
    }

    void printAll(List<KeyView> keys, Output out) {
        printAll(keys, KeyTables::list, out);
    }

    void printUsage(List<KeyView> keys, Output out) {
        printAll(keys, KeyTables::usage, out);
    }

    private void printAll(List<KeyView> keys, Function<List<KeyView>, Table> table, Output out) {
        if (json) {
            Json.writeArray(keys.stream().map(KeyView::json).toList(), out);
        } else {
            table.apply(keys).writeTo(out);
        }
    }

    /**
     * Prints a new key in clear text: alone, or as JSON together with the properties of {@link KeyView}. Does not read
     * the store, because a failure here would lose the key.
     *
     * @throws CliException if the key cannot be written
     */
    void reveal(IssuedKey issued, Output out) {
        KeyId id = issued.record().id();
        KeyView view = new KeyView(issued.record(), KeyStatus.ACTIVE, null);
        String key = issued.reveal();
        try {
            out.line(json ? view.json().put("key", key).toString() : key);
            out.flush();
        } catch (UncheckedIOException e) {
            throw CliException.failed(
                    "The key could not be written to standard output and is lost; revoke " + id + " and create another",
                    e);
        }
    }
}
