package io.keystile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keystile.key.KeyId;
import io.keystile.key.SecretHash;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.Lineage;
import java.io.IOException;
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
    private static String json(Records records) throws IOException {
        return new String(RecordsJson.write(records), StandardCharsets.UTF_8);
    }

    private static Records read(String json) throws IOException {
        return RecordsJson.read(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void fileIsReadableForPeopleWithOneRecordToALineInAStableOrder() throws IOException {
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
    void emptyStoreIsWrittenWithEmptyLists() throws IOException {
        assertThat(json(new Records())).isEqualTo("{\n  \"format\": 1,\n  \"workspaces\": [],\n  \"keys\": []\n}\n");
        assertThat(read(json(new Records())).sameAs(new Records())).isTrue();
    }

    @Test
    void everyPropertyComesBack() throws IOException {
        Records read = read(json(Samples.everything()));
        assertThat(read.workspaces()).isEqualTo(Samples.everything().workspaces());
        assertThat(read.keys()).isEqualTo(Samples.everything().keys());
        assertThat(json(read)).isEqualTo(json(Samples.everything()));
    }

    @Property(tries = 100)
    void whateverIsWrittenComesBack(
            @ForAll("printable") String text,
            @ForAll @UniqueElements List<@From("printable") String> entries,
            @ForAll @CharRange(from = '!', to = '~') @StringLength(min = 1, max = 512) String hash)
            throws IOException {
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
    void everyTruncationIsRefusedWithItsLine() throws IOException {
        byte[] whole = RecordsJson.write(Samples.everything());
        for (int length = 0; length < whole.length - 1; length++) {
            byte[] prefix = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> RecordsJson.read(prefix))
                    .as("the first %d bytes", length)
                    .isInstanceOf(DamagedFileException.class)
                    .hasMessageMatching("line \\d+, column \\d+: (?s).+");
        }
        byte[] withoutLastNewline = Arrays.copyOf(whole, whole.length - 1);
        assertThat(RecordsJson.read(withoutLastNewline).sameAs(Samples.everything()))
                .isTrue();
    }

    @Test
    void noDamageOfOneCharacterBringsAHashIntoAMessage() throws IOException {
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
    void unquotedHashIsNotRepeated() throws IOException {
        String damaged = json(Samples.everything()).replace("\"$sha256$" + Samples.DIGEST, "n" + Samples.DIGEST);
        assertThatThrownBy(() -> read(damaged))
                .hasMessageStartingWith("line 10, ")
                .hasMessageEndingWith(": this is not JSON")
                .hasNoCause();
    }

    @Test
    void whatIsNestedTooDeeplyOrTooLongIsRefusedLikeOtherDamage() {
        String start = "{\"format\": 1, \"workspaces\": [";
        assertThatThrownBy(() -> read(start + "[".repeat(200_000))).isInstanceOf(DamagedFileException.class);
        assertThatThrownBy(() -> read(start + "{\"id\": \"" + "x".repeat(30_000_000) + "\"}"))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("this is not JSON");
    }

    @Test
    void emptyFileIsRefusedWithAWayOut() {
        assertThatThrownBy(() -> read(""))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("is empty; delete it to start with an empty store");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"format\": 1           | \"format\": 2             | line 2, column 13 | reads format 1 only",
                "\"format\": 1           | \"format\": 1e0           | line 2, column 13 | whole number",
                "\"format\": 1           | \"format\": 4294967297    | line 2, column 13 | reads format 1 only",
                "\"format\": 1           | \"f\": 1                  | line 2, column 3  | \"format\" belongs here",
                "\"keys\"                | \"kees\"                  | line 7, column 3  | \"keys\" belongs here",
                "\"workspaces\": [       | \"workspaces\": {         | line 3, column 17 | is a list",
                "\"version\":7           | \"version\":\"7\"         | line 4, column 5  | \"version\" is a whole number",
                "\"version\":7           | \"version\":7.5           | line 4, column 5  | \"version\" is a whole number",
                "\"version\":7           | \"version\":0             | line 4, column 5  | version is 1 or more",
                "\"version\":7           | \"version\":9223372036854775808 | line 4, column 5 | whole number",
                "\"version\":7,          | ``                        | line 4, column 5  | \"version\" is missing",
                "\"suspended\":true      | \"suspended\":\"true\"    | line 4, column 5  | true or false",
                "\"suspended\":true,     | ``                        | line 4, column 5  | \"suspended\" is missing",
                "\"suspended\":true      | \"suspended\":true,\"x\":1 | line 4, column 5 | no property \"x\"",
                "\"ceiling\":[           | \"ceiling\":[1,           | line 4, column 5  | list of strings",
                "\"flows:*\"             | \"flows::*\"              | line 4, column 5  | permission is up to",
                "\"window\":\"PT1M\"     | \"window\":\"60\"         | line 4, column 5  | written like \"PT1M\"",
                "\"window\":\"PT1M\"     | \"window\":\"PT1M\",\"x\":1 | line 4, column 5 | no property \"x\"",
                "\"id\":\"zeta\"         | \"id\":\"acme.eu\"        | line 5, column 5  | already",
                "\"id\":\"plain\"        | \"id\":\"full\"           | line 10, column 5 | already",
                "\"id\":\"plain\"        | \"id\":\"a b\"            | line 10, column 5 | A key id has",
                "\"workspace\":\"acme.eu\" | \"workspace\":\"acme\"   | line 9, column 5  | no workspace \"acme\"",
                "\"status\":\"REVOKED\"  | \"status\":\"revoked\"    | line 9, column 5  | one of [ACTIVE, DISABLED",
                "\"status\":\"REVOKED\"  | \"status\":\"ACTIVE\"     | line 9, column 5  | revoked key has a reason",
                "\"status\":\"DISABLED\" | \"status\":\"EXPIRED\"    | line 8, column 5  | one of [ACTIVE, DISABLED, REVOKED]",
                "\"successor\":\"third\", | ``                        | line 9, column 5  | no property \"retiresAt\"",
                "\"lastUsedFrom\":\"2001:db8::7\" | \"lastUsedFrom\":\"x\" | line 9, column 5 | address",
                "\"lastUsedAt\":         | \"usedAt\":               | line 8, column 5  | no property \"usedAt\"",
                "\"expiresAt\":\"2027-06-30T23:59:59.999999Z\" | \"expiresAt\":\"2027-06-30\" | line 9, column 5 | \"expiresAt\" is written like",
                "\"expiresAt\":          | \"expiredAt\":            | line 9, column 5  | no property \"expiredAt\"",
                "\"allowlist\":[         | \"allowlist\":[],\"x\":[  | line 9, column 5  | empty allowlist",
                "\"allowlist\":[         | \"allowlist\":null,\"x\":[ | line 9, column 5 | \"allowlist\" is a list",
                "\"plan\":\"silver\"     | \"plan\":null             | line 9, column 5  | \"plan\" is a string",
                "\"metadata\":{          | \"metadata\":{\"n\":1,    | line 9, column 5  | \"n\" is a string",
                "\"name\":\"off\"        | \"name\":\"off\",\"name\":\"on\" | line 8, column   | Duplicate field 'name'",
                "\"name\":\"off\"        | \"name\":\"\"             | line 8, column 5  | name has 1 to 100",
                "\"permissions\":[],     | ``                        | line 8, column 5  | \"permissions\" is missing",
                "\"keys\": [             | \"keys\": [7,             | line 7, column 12 | an object { } belongs here",
            })
    void damageIsRefusedWithItsPlaceAndWhatIsWrong(String good, String bad, String place, String why)
            throws IOException {
        String whole = json(Samples.everything());
        assertThat(whole).contains(good);
        String damaged = whole.replaceFirst(Pattern.quote(good), Matcher.quoteReplacement(bad));
        assertThatThrownBy(() -> read(damaged))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageStartingWith(place)
                .hasMessageContaining(why);
    }

    @Test
    void whatFollowsTheKeysIsRefused() throws IOException {
        String whole = json(Samples.everything());
        assertThatThrownBy(() -> read(whole + "{}")).hasMessage("line 13, column 1: nothing follows the last }");
        assertThatThrownBy(() -> read(whole.replace("  ]\n}", "  ],\n  \"plans\": []\n}")))
                .hasMessage("line 12, column 3: nothing follows \"keys\"");
        assertThatThrownBy(() -> read("[]")).hasMessage("line 1, column 1: the file is one object { }");
    }
}
