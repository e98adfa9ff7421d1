package io.keystile.admin;

import static io.keystile.admin.Administration.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.store.RecordsDocument;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadableTextTest {
    /** The black flag, with which the flags of regions begin. */
    private static final String FLAG = "\uD83C\uDFF4";

    private static final String TAG_A = "\uDB40\uDC61";
    private static final String END = "\uDB40\uDC7F";
    private static final String REORDERED = "live \u202Etset";

    private final Administration acme = new Administration();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ada Lovelace",
                "na\u00efve cafe\u0301 \u2013 \u201equoted\u201c \u00a0x",
                "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", // Persian, with a non-joiner
                "\u06f2\u06f0\u200c\u0633\u0627\u0644\u0647", // Persian, after digits
                "\u0915\u094d\u200d\u0937", // Devanagari, with a joiner
                "\u0d05\u0d35\u0d28\u0d4d\u200d", // Malayalam, with a joiner at the end
                "\u0dc1\u0dca\u200d\u0dbb\u0dd3 \u0dbd\u0d82\u0d9a\u0dcf", // Sinhala
                "Auf\u200clage",
                "\u05e9\u05dc\u05d5\u05dd", // Hebrew
                "\u845b\uDB40\uDD00\u57ce", // Han, with a variation sequence
                "\u1820\u180b\u1828", // Mongolian, with a variation selector
                "\u0600\u0661", // Arabic number sign
                "deploy \uD83D\uDE80 prod",
                "\u2764\uFE0F \u2122\uFE0E \u2194\uFE0F 1\uFE0F\u20E3 \u203C\uFE0F",
                "\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67", // family
                "\uD83D\uDC69\uD83C\uDFFD\u200D\uD83D\uDCBB", // technologist with a skin tone
                "\uD83C\uDFF3\uFE0F\u200D\uD83C\uDF08", // rainbow flag
                "\uD83D\uDE42\u200D\u2194\uFE0F", // head shaking
                "\uD83D\uDC41\uFE0F\u200D\uD83D\uDDE8\uFE0F",
                "\uD83C\uDDE9\uD83C\uDDEA", // flag of a country
                FLAG + "\uDB40\uDC67\uDB40\uDC62\uDB40\uDC73\uDB40\uDC63\uDB40\uDC74" + END // of Scotland
            })
    void textThatALanguageOrAnEmojiNeedsIsAccepted(String text) {
        assertThatCode(() -> ReadableText.require("A name", text)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u2028b",
                "a\u2029b",
                "a\u0085b",
                "a\u0000b",
                REORDERED,
                "a\u202Ab",
                "a\u202Bb",
                "a\u202Cb",
                "a\u202Db",
                "a\u2066b",
                "a\u2067b",
                "a\u2068b",
                "a\u2069b",
                "a\u200Eb",
                "a\u200Fb",
                "a\u061Cb",
                "a\u200Bb", // zero width space
                "a\uFEFFb",
                "a\u2060b",
                "a\u2063b",
                "a\u00ADb", // soft hyphen
                "a\u034Fb",
                "a\u3164b", // Hangul filler
                "a\uFFA0b",
                "a\u115Fb",
                "a\u17B4b",
                "a\uFFF9b\uFFFAc\uFFFB", // annotation
                "a\uFFFEb",
                "\u200Cadmin",
                "admin\u200D",
                "a\u200D b",
                "a\u200D\u200Db",
                "a\uFE0Fb",
                "1\uFE0F",
                "\u2764\uFE0F\uFE0F",
                "\u2764\uFE0F\u200D",
                "\uD83D\uDC69\u200Dx",
                "a\uDB40\uDD00b",
                "\u845b\uDB40\uDD00\uDB40\uDD00",
                "a\uDB40\uDC61\uDB40\uDC62\uDB40\uDC7F", // tags that spell ab
                "\uD83C\uDFF4\uDB40\uDC61\uDB40\uDC7F",
                FLAG + TAG_A + TAG_A + TAG_A + TAG_A + TAG_A + TAG_A + TAG_A + END,
                "\uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62\uDB40\uDC73\uDB40\uDC63\uDB40\uDC74",
                "half \ud83d"
            })
    void textThatHidesReordersOrBreaksLinesIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReadableText.require("A name", text))
                .withMessageMatching("A name contains the character U\\+[0-9A-F]{4,6}, which is invisible, reorders"
                        + " text or breaks lines; remove it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00a0", "\u2800", " \u2800", "\u0301"})
    void textWithNothingVisibleIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReadableText.require("A name", text))
                .withMessage("A name has nothing visible in it");
    }

    @Test
    void everyTextThatIsGivenIsChecked() {
        ApiKeySettings fine = ApiKeySettings.named("ci");
        for (ApiKeySettings hidden : List.of(
                fine.withName(REORDERED),
                fine.withOwner(REORDERED),
                fine.withMetadata("team", REORDERED),
                fine.withMetadata(REORDERED, "x"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> acme.keys.issue(ADMIN, "acme", "live", hidden))
                    .withMessageContaining("U+202E");
            ApiKeyRecord key = acme.issue(fine);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> acme.keys.update(ADMIN, key, hidden))
                    .withMessageContaining("U+202E");
        }
        ApiKeyRecord key = acme.issue(fine);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> acme.keys.revoke(ADMIN, key.id(), REORDERED))
                .withMessageContaining("U+202E");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Actor.system(REORDERED))
                .withMessageContaining("U+202E");
    }

    @Test
    void importNamesTheKeyWhoseTextIsRefused() {
        ApiKeyRecord key = acme.issue(ApiKeySettings.named("ci"));
        acme.keys.delete(ADMIN, key.id());
        RecordsDocument document =
                new RecordsDocument(List.of(), List.of(key.withSettings(ApiKeySettings.named(REORDERED))));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> acme.keys.importRecords(ADMIN, document))
                .withMessageContaining("Key " + key.id() + ": A key's name contains the character U+202E")
                .withMessageContaining("nothing was imported");
    }

    @Test
    void keyThatAStoreHoldsWithSuchATextCanBeChangedReplacedAndRevoked() {
        ApiKeyRecord issued = acme.issue(ApiKeySettings.named("ci"));
        ApiKeySettings hidden =
                issued.settings().withName(REORDERED).withOwner(REORDERED).withMetadata("team", REORDERED);
        ApiKeyRecord stored = issued.withSettings(hidden);
        assertThat(acme.store.replace(stored)).isTrue();

        ApiKeyRecord changed = acme.keys.update(ADMIN, stored, hidden.withPlan("pro"));
        ApiKeyRecord successor = acme.keys
                .rotate(ADMIN, changed.id(), Overlap.NONE)
                .orElseThrow()
                .record();

        assertThat(successor.settings().name()).isEqualTo(REORDERED);
        assertThat(acme.keys
                        .revoke(ADMIN, successor.id(), "lost")
                        .orElseThrow()
                        .key()
                        .status())
                .isEqualTo(KeyStatus.REVOKED);
    }
}
