package io.keystile.store;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.WorkspaceRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as JSON, one to a line, and reads them again.
 *
 * <p>Reading is strict: whatever is not understood is refused with its line and column, and nothing is guessed.
 */
final class RecordsJson {
    private static final int FORMAT = 1;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private RecordsJson() {}

    /** Returns a file's content. */
    static byte[] write(Records records) {
        String json = "{\n  \"format\": " + FORMAT
                + ",\n  \"workspaces\": "
                + lines(records.workspaces().stream().map(RecordJson::write).toList())
                + ",\n  \"keys\": "
                + lines(records.keys().stream().map(key -> write(key, records)).toList())
                + "\n}\n";
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode write(ApiKeyRecord key, Records records) {
        ObjectNode json = RecordJson.write(key);
        LastUse use = records.lastUse(key.id());
        if (use != null) {
            RecordJson.write(use, json);
        }
        return json;
    }

    private static String lines(List<ObjectNode> objects) {
        return objects.isEmpty()
                ? "[]"
                : objects.stream().map(ObjectNode::toString).collect(joining(",\n    ", "[\n    ", "\n  ]"));
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws DamagedFileException if it is anything else
     */
    static Records read(byte[] json) throws IOException {
        if (json.length == 0) {
            throw new DamagedFileException("line 1, column 1: it is empty; delete it to start with an empty store");
        }
        try (JsonParser parser = MAPPER.createParser(json)) {
            return read(parser);
        } catch (JsonProcessingException e) {
            throw damaged(e.getLocation(), explain(e));
        }
    }

    private static Records read(JsonParser parser) throws IOException {
        Records records = new Records();
        require(parser, parser.nextToken() == JsonToken.START_OBJECT, "the file is one object { }");
        requireFormat(parser);
        readList(parser, "workspaces", fields -> insert(RecordJson.readWorkspace(fields), records));
        readList(parser, "keys", fields -> insert(fields, records));
        require(parser, parser.nextToken() == JsonToken.END_OBJECT, "nothing follows \"keys\"");
        require(parser, parser.nextToken() == null, "nothing follows the last }");
        return records;
    }

    private static void insert(WorkspaceRecord workspace, Records records) {
        records.write(List.of(new StoreWrite.InsertWorkspace(workspace)));
    }

    private static void insert(JsonFields fields, Records records) {
        ApiKeyRecord key = RecordJson.readKey(fields);
        records.write(List.of(new StoreWrite.InsertKey(key)));
        LastUse use = RecordJson.readLastUse(fields);
        if (use != null) {
            records.touch(Map.of(key.id(), use));
        }
    }

    private static void requireFormat(JsonParser parser) throws IOException {
        requireName(parser, "format");
        require(parser, parser.nextToken() == JsonToken.VALUE_NUMBER_INT, "\"format\" is a whole number");
        require(
                parser,
                parser.getBigIntegerValue().bitLength() < Integer.SIZE && parser.getIntValue() == FORMAT,
                "this version of the library reads format " + FORMAT + " only; use the one that wrote the file");
    }

    private static void readList(JsonParser parser, String name, Consumer<JsonFields> reader) throws IOException {
        requireName(parser, name);
        require(parser, parser.nextToken() == JsonToken.START_ARRAY, "\"" + name + "\" is a list [ ]");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            JsonLocation start = parser.currentTokenLocation();
            JsonNode node = MAPPER.readTree(parser);
            try {
                JsonFields fields = new JsonFields(node);
                reader.accept(fields);
                fields.requireAllAsked();
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw damaged(start, String.valueOf(e.getMessage()));
            }
        }
    }

    private static void requireName(JsonParser parser, String name) throws IOException {
        require(parser, name.equals(parser.nextFieldName()), "\"" + name + "\" belongs here");
    }

    private static void require(JsonParser parser, boolean met, String rule) throws IOException {
        if (!met) {
            throw damaged(parser.currentTokenLocation(), rule);
        }
    }

    /** Jackson knows no place of what is nested too deeply, or too long. */
    private static DamagedFileException damaged(@Nullable JsonLocation known, String why) {
        JsonLocation place = known == null ? JsonLocation.NA : known;
        return new DamagedFileException(
                "line " + Math.max(1, place.getLineNr()) + ", column " + Math.max(1, place.getColumnNr()) + ": " + why);
    }

    /** Says what is wrong without repeating the file, which Jackson does of a token it does not know. */
    private static String explain(JsonProcessingException e) {
        if (e instanceof JsonEOFException) {
            return "the file ends too early";
        }
        String message = e.getOriginalMessage();
        boolean quotesLittle = message.startsWith("Unexpected character") || message.startsWith("Duplicate");
        return quotesLittle ? message : "this is not JSON";
    }
}
