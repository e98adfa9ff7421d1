package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.admin.IssuedKey;
import io.keystile.store.KeyQuery;
import java.net.URI;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

/** What only a browser shows: the clipboard, its history, its storages, its focus and its opinion of origins. */
class ConsoleInBrowserTest {
    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    private static final Site SITE = new Site();
    private static Jetty server;

    @BeforeAll
    static void start() {
        server = new Jetty(SITE.console, "/", "/settings/api-keys", new SignedIn(TestUsers.MANAGER));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        SITE.close();
    }

    private static URI page(String path) {
        return server.console().resolve(path);
    }

    private static URI keyPage(IssuedKey key) {
        return page("w/acme/keys/" + key.record().id() + "/");
    }

    /** The same page at an address that browsers do not trust. */
    private static URI insecure(URI page) {
        return URI.create(page.toString().replace("127.0.0.1", Chromium.INSECURE_HOST));
    }

    /** Generates a key with the form and returns what the page shows. */
    private static String generate(URI form, String name) {
        BROWSER.open(form);
        BROWSER.type("#f-name", name);
        BROWSER.choose("environment", "live");
        BROWSER.choose("permission", "flows:read");
        BROWSER.follow("Generate key");
        assertThat(BROWSER.heading()).isEqualTo("Save your new key");
        String key = BROWSER.value("#key");
        assertThat(key).startsWith("pk_live_").hasSize(58);
        return key;
    }

    private static void requireNotKept(String key) {
        String kept = BROWSER.await("""
                async () => JSON.stringify([
                  location.href, document.title, document.referrer, document.cookie, window.name, history.state,
                  {...localStorage}, {...sessionStorage},
                  await indexedDB.databases(), "caches" in window ? await caches.keys() : [],
                  performance.getEntries().map((entry) => entry.name),
                ])""");
        assertThat(kept).startsWith("[\"http://").doesNotContain(secretOf(key));
    }

    private static void requireNotOnPage(String key) {
        String shown = BROWSER.script("""
                return document.documentElement.outerHTML
                    + [...document.querySelectorAll("input, textarea")].map((field) => field.value)""");
        assertThat(shown).doesNotContain(secretOf(key));
    }

    private static String secretOf(String key) {
        return key.substring(key.length() - 38, key.length() - 6);
    }

    @Test
    void aKeyIsCopiedAndIsNowhereAfterAReloadOrBack() {
        BROWSER.grantClipboard(server.console());
        String key = generate(page("w/acme/new"), "copied");

        BROWSER.click("Copy");
        BROWSER.awaitText("[data-copied]", "The key is in the clipboard.");
        assertThat(BROWSER.text("[data-copy]")).isEqualTo("Copied");
        assertThat(BROWSER.await("() => navigator.clipboard.readText()")).isEqualTo(key);
        requireNotKept(key);

        BROWSER.expectInLog("status of 409");
        BROWSER.reload();
        assertThat(BROWSER.heading()).isEqualTo("This key was issued, and shown once");
        requireNotOnPage(key);
        requireNotKept(key);
        BROWSER.back();
        assertThat(BROWSER.heading()).isEqualTo("Generate an API key");
        requireNotOnPage(key);
        assertThat(keysNamed("copied")).isEqualTo(1);
    }

    @Test
    void theKeyIsNotShownByBackFromTheNextPage() {
        BROWSER.expectInLog("status of 409");
        String key = generate(page("w/acme/new"), "left");
        BROWSER.follow("I have saved the key");
        assertThat(BROWSER.heading()).isEqualTo("left");
        requireNotOnPage(key);
        requireNotKept(key);

        BROWSER.expectInLog("ERR_CACHE_MISS");
        BROWSER.back();
        assertThat(BROWSER.driver().getPageSource()).doesNotContain(secretOf(key));
        assertThat(keysNamed("left")).isEqualTo(1);
    }

    /** A browser may keep a page that was left in memory. */
    @Test
    void theKeyIsTakenOutOfThePageThatIsLeft() {
        String key = generate(page("w/acme/new"), "wiped");

        BROWSER.script("window.dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))");

        requireNotOnPage(key);
        assertThat(BROWSER.value("#key")).isEmpty();
        BROWSER.script("document.querySelector('[data-saved]').click()"); // leave without being asked
    }

    @Test
    void theKeyIsMaskedUntilSomebodyWantsToSeeIt() {
        BooleanSupplier masked =
                () -> BROWSER.script("return getComputedStyle(document.querySelector('#key')).webkitTextSecurity")
                        .equals("disc");
        generate(page("w/acme/new"), "masked");

        assertThat(masked.getAsBoolean()).isTrue();
        BROWSER.click("Show");
        assertThat(masked.getAsBoolean()).isFalse();
        assertThat(BROWSER.find("[data-show]").getDomAttribute("aria-pressed")).isEqualTo("true");
        BROWSER.click("Hide");
        assertThat(masked.getAsBoolean()).isTrue();
        BROWSER.follow("I have saved the key");
    }

    /** As in a browser that keeps the page, and its script, for its Back button. */
    @Test
    void aKeyThatWasClearedCannotBeCopied() {
        generate(page("w/acme/new"), "cleared");

        BROWSER.script("window.dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))");

        assertThat(BROWSER.value("#key")).isEmpty();
        assertThat(BROWSER.text("[data-copied]")).isEqualTo("The key was cleared when this page was left.");
        assertThat(BROWSER.script("return document.querySelector('[data-copy]').disabled"))
                .isEqualTo("true");
    }

    @Test
    void onlyLeavingAKeyThatWasNotSavedIsAsked() {
        BooleanSupplier asks = () -> BROWSER.script("""
                        const leaving = new Event("beforeunload", {cancelable: true});
                        window.dispatchEvent(leaving);
                        return leaving.defaultPrevented""").equals("true");
        BROWSER.grantClipboard(server.console());
        generate(page("w/acme/new"), "asked");

        assertThat(asks.getAsBoolean()).isTrue();
        BROWSER.click("Copy");
        BROWSER.awaitText("[data-copied]", "in the clipboard");
        assertThat(asks.getAsBoolean()).isFalse();
        BROWSER.open(page("w/acme/"));
        assertThat(asks.getAsBoolean()).isFalse();
    }

    /** There is no clipboard for scripts then, and browsers do not say where a form comes from. */
    @Test
    void withoutTlsThePageSaysThatItCannotCopyAndSelectsTheKey() {
        BROWSER.expectInLog("The Cross-Origin-Opener-Policy header has been ignored");
        generate(insecure(page("w/acme/new")), "without TLS");
        assertThat(BROWSER.script("return window.isSecureContext + typeof navigator.clipboard"))
                .isEqualTo("falseundefined");

        BROWSER.click("Copy");
        BROWSER.awaitText("[data-copied]", "does not let the page copy. The key is selected: press Ctrl+C");
        assertThat(BROWSER.text("[data-copy]")).isEqualTo("Copy");
        assertThat(BROWSER.script("""
                const field = document.querySelector("#key");
                return document.activeElement === field && field.classList.contains("ks-shown")
                    && field.selectionEnd - field.selectionStart === field.value.length""")).isEqualTo("true");
        BROWSER.script("document.querySelector('#key').addEventListener('copy', () => document.title = 'copied')");
        BROWSER.pressWithControl("c");
        assertThat(BROWSER.script("return document.title")).isEqualTo("copied");
        BROWSER.follow("I have saved the key");
        assertThat(BROWSER.heading()).isEqualTo("without TLS");
    }

    @Test
    void theSecondOfTwoWindowsOverwritesNothingUnasked() {
        IssuedKey key = SITE.issue("acme", "edited twice", "flows:read");
        BROWSER.open(keyPage(key).resolve("edit"));
        String first = BROWSER.newWindow();
        BROWSER.open(keyPage(key).resolve("edit"));
        BROWSER.type("#f-name", "theirs");
        BROWSER.follow("Save");
        assertThat(BROWSER.heading()).isEqualTo("theirs");
        BROWSER.closeAndReturnTo(first);

        BROWSER.expectInLog("status of 409");
        BROWSER.type("#f-name", "mine");
        BROWSER.follow("Save");
        assertThat(BROWSER.text("[role=alert]")).contains("Somebody else has changed this key");
        assertThat(BROWSER.text("tbody")).isEqualTo("Name theirs mine");
        assertThat(BROWSER.value("#f-name")).isEqualTo("mine");
        assertThat(nameOf(key)).isEqualTo("theirs");

        BROWSER.follow("Save mine nonetheless");
        assertThat(BROWSER.heading()).isEqualTo("mine");
        assertThat(nameOf(key)).isEqualTo("mine");
    }

    @Test
    void aSecondClickSendsNoSecondForm() {
        BROWSER.open(page("w/acme/new"));
        BROWSER.type("#f-name", "clicked twice");
        BROWSER.choose("environment", "live");

        BROWSER.script("""
                const button = document.querySelector("button[type=submit]");
                document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
                button.click();""");
        assertThat(BROWSER.await("""
                async () => {
                  await new Promise((resolve) => setTimeout(resolve, 0));
                  return document.querySelector("button[type=submit]").disabled;
                }""")).isEqualTo("true");
    }

    @Test
    void timesAreSaidInTheZoneOfTheReaderToo() {
        IssuedKey key = SITE.issue("acme", "timed", "flows:read");
        BROWSER.cdp("Emulation.setTimezoneOverride", Map.of("timezoneId", "Asia/Kolkata"));
        try {
            BROWSER.open(keyPage(key).resolve("rotate"));
            assertThat(BROWSER.text("main")).contains("1 Dec 2026, 08:12 UTC (1:42", "PM GMT+5:30)");
        } finally {
            BROWSER.cdp("Emulation.setTimezoneOverride", Map.of("timezoneId", "UTC"));
        }
        BROWSER.reload();
        assertThat(BROWSER.text("main")).contains("UTC").doesNotContain("UTC (");
    }

    @Test
    void markupInANameIsText() {
        String name = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'&amp;";
        generate(page("w/acme/new"), name);
        BROWSER.follow("I have saved the key");

        assertThat(BROWSER.heading()).isEqualTo(name);
        assertThat(BROWSER.script("return document.querySelectorAll('img, main script').length"))
                .isEqualTo("0");
        BROWSER.open(page("w/acme/"));
        assertThat(BROWSER.text("tbody")).contains(name);
    }

    @Test
    void theWholeJourneyIsPossibleWithTheKeyboardOnly() {
        BROWSER.grantClipboard(server.console());
        BROWSER.open(page("w/acme/"));
        BROWSER.press(Keys.TAB);
        assertThat(focused()).isEqualTo("Skip to the content");
        BROWSER.press(Keys.ENTER);
        assertThat(BROWSER.script("return document.activeElement.id")).isEqualTo("main");

        tabTo("Generate New API Key");
        BROWSER.pressAndFollow(Keys.ENTER);
        tabTo("Name");
        BROWSER.press("by keyboard");
        tabTo("staging");
        BROWSER.press(Keys.SPACE);
        tabTo("flows:read See flows");
        BROWSER.press(Keys.SPACE);
        tabTo("Generate key");
        BROWSER.pressAndFollow(Keys.ENTER);
        assertThat(BROWSER.heading()).isEqualTo("Save your new key");

        tabTo("Copy");
        BROWSER.press(Keys.ENTER);
        BROWSER.awaitText("[data-copied]", "The key is in the clipboard.");
        tabTo("I have saved the key");
        BROWSER.pressAndFollow(Keys.ENTER);
        assertThat(BROWSER.heading()).isEqualTo("by keyboard");

        tabTo("Rotate");
        BROWSER.pressAndFollow(Keys.ENTER);
        tabTo("24 hours");
        BROWSER.press(Keys.ARROW_UP);
        tabTo("Rotate key");
        BROWSER.pressAndFollow(Keys.ENTER);
        tabTo("I have saved the key");
        BROWSER.pressAndFollow(Keys.ENTER);

        tabTo("Revoke");
        BROWSER.pressAndFollow(Keys.ENTER);
        assertThat(focused()).as("the way out has the focus").isEqualTo("Cancel");
        BROWSER.press(Keys.chord(Keys.SHIFT, Keys.TAB));
        assertThat(focused()).isNotEqualTo("Cancel");
        BROWSER.open(URI.create(BROWSER.script("return location.href")));
        tabTo("Leaked");
        BROWSER.press(Keys.SPACE);
        tabTo("Revoke key");
        BROWSER.pressAndFollow(Keys.ENTER);
        assertThat(BROWSER.text("[role=status]")).startsWith("The key is revoked.");
    }

    /** Presses Tab until the focus is on what has this label, and requires that each focus can be seen. */
    private static void tabTo(String label) {
        for (int i = 0; i < 80; i++) {
            BROWSER.press(Keys.TAB);
            String focused = focused();
            if (focused.equals(label)) {
                assertThat(BROWSER.script("return getComputedStyle(document.activeElement).outlineStyle"))
                        .as("the focus on " + label)
                        .isNotEqualTo("none");
                return;
            }
        }
        throw new AssertionError("Tab never reaches " + label);
    }

    /** Returns the label or the text of what has the focus. */
    private static String focused() {
        return BROWSER.script("""
                const element = document.activeElement;
                const label = element.labels?.[0] ?? element;
                return label.innerText.replaceAll(/\\s+/g, " ").trim()""");
    }

    @Test
    void withoutScriptsOnlyCopyingIsMissing() {
        BROWSER.cdp("Emulation.setScriptExecutionDisabled", Map.of("value", true));
        generate(page("w/acme/new"), "without scripts");

        assertThat(BROWSER.find("[data-copy]").isDisplayed()).isFalse();
        assertThat(BROWSER.find("[data-show]").isDisplayed()).isFalse();
        BROWSER.follow("I have saved the key");
        BROWSER.follow("Disable");
        assertThat(BROWSER.text("[role=status]")).startsWith("The key is disabled.");
        BROWSER.follow("Revoke");
        BROWSER.choose("reason", "Leaked");
        BROWSER.follow("Revoke key");
        assertThat(BROWSER.text("[role=status]")).startsWith("The key is revoked.");
    }

    private static long keysNamed(String name) {
        return SITE.keystile.keys().unrestricted().list(KeyQuery.ofWorkspace("acme")).stream()
                .filter(key -> key.settings().name().equals(name))
                .count();
    }

    private static String nameOf(IssuedKey key) {
        return SITE.keystile
                .keys()
                .unrestricted()
                .find(key.record().id())
                .orElseThrow()
                .settings()
                .name();
    }
}
