package io.keystile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keystile.json.JsonException;
import io.keystile.key.KeyId;
import io.keystile.key.SecretHash;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.Lineage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordsJsonTest {
    private static String json(Records records) {
        return new String(RecordsJson.write(records), StandardCharsets.UTF_8);
    }

    private static Records read(String json) {
        return RecordsJson.read(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void fileIsReadableForPeopleWithOneRecordToALineInAStableOrder() {
        Records records = new Records();
        Samples.insert(records, Samples.workspace("zeta"));
        Samples.insert(records, Samples.workspace("acme"));
        Samples.insert(records, Samples.key("younger", "zeta", Samples.NOW.plusSeconds(1)));
        Samples.insert(records, Samples.key("older", "acme"));
        String common = "\"status\":\"ACTIVE\",\"createdAt\":\"2026-01-31T12:00:0";
        String end = ".123456Z\",\"createdBy\":\"tester\",\"name\":\"ci\",\"permissions\":[],\"hash\":\"$sha256$"
                + Samples.DIGEST + "\"}";
        assertThat(json(records)).isEqualTo("""
                        {
                          "format": 1,
                          "workspaces": [
                            {"id":"acme","version":1,"plan":"standard","suspended":false,"ceiling":["*"]},
                            {"id":"zeta","version":1,"plan":"standard","suspended":false,"ceiling":["*"]}
                          ],
                          "keys": [
                            {"id":"older","version":1,"workspace":"acme","environment":"live",%s0%s,
                            {"id":"younger","version":1,"workspace":"zeta","environment":"live",%s1%s
                          ]
                        }
                        """.formatted(common, end, common, end));
    }

    @Test
    void emptyStoreIsWrittenWithEmptyLists() {
        assertThat(json(new Records())).isEqualTo("{\n  \"format\": 1,\n  \"workspaces\": [],\n  \"keys\": []\n}\n");
        assertThat(read(json(new Records())).sameAs(new Records())).isTrue();
    }

    @Test
    void everyPropertyComesBack() {
        Records read = read(json(Samples.everything()));
        assertThat(read.workspaces()).isEqualTo(Samples.everything().workspaces());
        assertThat(read.keys()).isEqualTo(Samples.everything().keys());
        assertThat(json(read)).isEqualTo(json(Samples.everything()));
    }

    /** It could be meant as "for none" or as "for all". */
    @Test
    void emptyListOfServicesIsRefused() {
        String written = json(Samples.everything());
        assertThat(written).contains("\"services\":[\"billing\",\"flows\"]");
        assertThatThrownBy(() -> read(written.replace("[\"billing\",\"flows\"]", "[]")))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("services: name a service, or leave the property out");
    }

    @Property(tries = 100)
    void whateverIsWrittenComesBack(
            @ForAll("printable") String text,
            @ForAll @UniqueElements List<@From("printable") String> entries,
            @ForAll @CharRange(from = '!', to = '~') @StringLength(min = 1, max = 512) String hash) {
        Records records = new Records();
        Samples.insert(records, Samples.workspace("acme"));
        ApiKeySettings settings = ApiKeySettings.named("n" + text);
        for (String entry : entries.subList(0, Math.min(entries.size(), 16))) {
            settings = settings.withMetadata(entry, text);
        }
        Samples.insert(
                records,
                new ApiKeyRecord(
                        new KeyId("k"),
                        Long.MAX_VALUE,
                        "acme",
                        "live",
                        SecretHash.parse(hash),
                        KeyStatus.REVOKED,
                        settings,
                        Samples.NOW,
                        "c" + text,
                        "r" + text,
                        Lineage.NONE));
        assertThat(RecordsJson.read(RecordsJson.write(records)).sameAs(records)).isTrue();
    }

    @Provide
    Arbitrary<String> printable() {
        return Arbitraries.strings()
                .ofMaxLength(30)
                .map(text -> text.replaceAll("[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff]", ""));
    }

    @Test
    void everyTruncationIsRefusedWithItsLine() {
        byte[] whole = RecordsJson.write(Samples.everything());
        for (int length = 0; length < whole.length - 1; length++) {
            byte[] prefix = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> RecordsJson.read(prefix))
                    .as("the first %d bytes", length)
                    .isInstanceOf(JsonException.class)
                    .hasMessageMatching("line \\d+, column \\d+: (?s).+");
        }
        byte[] withoutLastNewline = Arrays.copyOf(whole, whole.length - 1);
        assertThat(RecordsJson.read(withoutLastNewline).sameAs(Samples.everything()))
                .isTrue();
    }

    @Test
    void noDamageOfOneCharacterBringsAHashIntoAMessage() {
        Records records = new Records();
        Samples.insert(records, Samples.workspace("acme"));
        Samples.insert(records, Samples.key("k", "acme"));
        String whole = json(records);
        for (int at = 0; at < whole.length(); at++) {
            String without = whole.substring(0, at) + whole.substring(at + 1);
            String with = whole.substring(0, at) + "\"" + whole.substring(at);
            for (String damaged : List.of(without, with)) {
                Throwable thrown = catchThrowable(() -> read(damaged));
                for (Throwable t = thrown; t != null; t = t.getCause()) {
                    assertThat(String.valueOf(t.getMessage())).doesNotContain(Samples.DIGEST.substring(2, 12));
                }
            }
        }
    }

    @Test
    void unquotedHashIsNotRepeated() {
        String damaged = json(Samples.everything()).replace("\"$sha256$" + Samples.DIGEST, "n" + Samples.DIGEST);
        assertThatThrownBy(() -> read(damaged))
                .hasMessageStartingWith("line 10, ")
                .hasMessageEndingWith(": this is not JSON")
                .hasNoCause();
    }

    @Test
    void whatIsNestedTooDeeplyOrTooLongIsRefusedLikeOtherDamage() {
        String start = "{\"format\": 1, \"workspaces\": [";
        assertThatThrownBy(() -> read(start + "[".repeat(200_000))).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> read(start + "{\"id\": \"" + "x".repeat(30_000_000) + "\"}"))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("is too long");
    }

    @Test
    void emptyTextIsRefused() {
        assertThatThrownBy(() -> read(""))
                .isInstanceOf(JsonException.class)
                .hasMessage("line 1, column 1: the text must be one object, between { and }");
    }

    /** Each row has what is replaced, by what, and the start of the message, with line and column as 1:2. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "format": 1 | "format": 2 | 2:13 format: this version of the library reads format 1
                    "format": 1 | "format": 1e0 | 2:13 format: write a whole number
                    "format": 1 | "format": 4294967297 | 2:13 format: this version of the library reads format 1
                    "format": 1 | "f": 1 | 2:3 the property "format" must stand here
                    "keys" | "kees" | 7:3 the property "keys" must stand here
                    "workspaces": [ | "workspaces": { | 3:17 "workspaces" must be a list
                    "version":7 | "version":"7" | 4:31 workspaces[0].version: write a whole number
                    "version":7 | "version":7.5 | 4:31 workspaces[0].version: write a whole number
                    "version":7 | "version":0 | 4:5 workspaces[0]: A record's version is 1 or more
                    "version":7 | "version":9223372036854775808 | 4:31 workspaces[0].version: write a smaller
                    "version":7, | `` | 4:5 workspaces[0]: add the property "version"
                    "suspended":true | "suspended":"true" | 4:59 workspaces[0].suspended: write true or false
                    "suspended":true, | `` | 4:5 workspaces[0]: add the property "suspended"
                    "suspended":true | "suspended":true,"x":1 | 4:68 workspaces[0].x: this version of the library
                    "ceiling":[ | "ceiling":[1, | 4:75 workspaces[0].ceiling[0]: write a text
                    "flows:*" | "flows::*" | 4:75 workspaces[0].ceiling[0]: A permission is up to
                    "window":"PT1M" | "window":"60" | 4:159 workspaces[0].sharedLimits[0].window: write a duration
                    "window":"PT1M" | "window":"PT1M","x":1 | 4:170 workspaces[0].sharedLimits[0].x: this version
                    "id":"zeta" | "id":"acme.eu" | 5:5 workspaces[1]: There is a workspace "acme.eu" already
                    "id":"plain" | "id":"full" | 10:5 keys[2]: There is a key full already
                    "id":"plain" | "id":"a b" | 10:11 keys[2].id: A key id has
                    "workspace":"acme.eu" | "workspace":"acme" | 9:5 keys[1]: There is no workspace "acme"
                    "status":"REVOKED" | "status":"revoked" | 9:85 keys[1].status: write one of [ACTIVE, DISABLED
                    "status":"REVOKED" | "status":"ACTIVE" | 9:5 keys[1]: Only a revoked key has
                    "status":"DISABLED" | "status":"EXPIRED" | 8:77 keys[0].status: write one of [ACTIVE, DISABLED
                    "successor":"third", | `` | 9:5 keys[1]: add the property "successor"
                    "retiresAt":"2026-01-31T12:00:09.123456Z", | `` | 9:5 keys[1]: add the property "retiresAt"
                    "untilSuccessorIsUsed":true, | `` | 9:5 keys[1]: add the property "untilSuccessorIsUsed"
                    "successor":"third","retiresAt":"2026-01-31T12:00:09.123456Z", | `` | 9:5 keys[1]: add the property
                    "lastUsedFrom":"2001:db8::7" | "lastUsedFrom":"x" | 9:836 keys[1].lastUsedFrom: Not an IP address
                    "lastUsedAt":"2026-01-31T12:00:00.123456Z","lastUsedFrom" | "lastUsedFrom" | 9:5 keys[1]: add
                    "lastUsedAt": | "usedAt": | 8:252 keys[0].usedAt: this version of the library
                    T23:59:59.999999Z | `` | 9:476 keys[1].expiresAt: write an instant like
                    "expiresAt": | "expiredAt": | 9:476 keys[1].expiredAt: this version of the library
                    "192.0.2.0/24","2001:db8::/32","198.51.100.7/32" | `` | 9:413 keys[1].allowlist: An empty allowlist
                    ["192.0.2.0/24","2001:db8::/32","198.51.100.7/32"] | null | 9:413 keys[1].allowlist: write a list
                    "192.0.2.0/24" | "192.0.2.0/33" | 9:414 keys[1].allowlist[0]: Not a CIDR block
                    "plan":"silver" | "plan":null | 9:279 keys[1].plan: write a text
                    "metadata":{ | "metadata":{"n":1, | 9:522 keys[1].metadata.n: write a text
                    "hash":"$argon3 | "hash":"argon 3 | 8:5 keys[0]: A hash must have 1 to 512
                    "name":"off" | "name":"off","name":"on" | 8:154 keys[0].name: this property stands here twice
                    "name":"off" | "name":"" | 8:148 keys[0].name: write a text that is not blank
                    "permissions":[], | `` | 8:5 keys[0]: add the property "permissions"
                    "keys": [ | "keys": [7, | 7:12 keys[0]: write an object
                    """)
    void damageIsRefusedWithItsPlaceAndWhatIsWrong(String good, String bad, String message) {
        String whole = json(Samples.everything());
        assertThat(whole).contains(good);
        String damaged = whole.replaceFirst(Pattern.quote(good), Matcher.quoteReplacement(bad));
        assertThatThrownBy(() -> read(damaged))
                .isInstanceOf(JsonException.class)
                .hasMessageStartingWith(message.replaceFirst("^(\\d+):(\\d+) ", "line $1, column $2: "))
                .hasNoCause();
    }

    @Test
    void whatFollowsTheKeysIsRefused() {
        String whole = json(Samples.everything());
        assertThatThrownBy(() -> read(whole + "{}"))
                .hasMessage("line 13, column 1: the text must end here; delete the rest");
        assertThatThrownBy(() -> read(whole.replace("  ]\n}", "  ],\n  \"plans\": []\n}")))
                .hasMessage("line 12, column 3: the object must end here with }");
        assertThatThrownBy(() -> read("[]"))
                .hasMessage("line 1, column 1: the text must be one object, between { and }");
    }
}
