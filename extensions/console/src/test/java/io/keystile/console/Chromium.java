package io.keystile.console;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;

/**
 * A real browser for the tests of a class; all classes of a JVM share one. Where there is none, tests are skipped with
 * a message; with {@code -Dkeystile.browser=required} they fail.
 *
 * <p>After each test it looks into the browser's log, which must be empty: it has errors of scripts and what the
 * Content-Security-Policy blocked. No request may have gone to another origin than that of its page.
 */
final class Chromium implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
    /** A name that leads to 127.0.0.1, but is not local, so that browsers do not trust it without TLS. */
    static final String INSECURE_HOST = "console.test";

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Chromium.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private @Nullable ChromeDriver driver;
    private final List<String> expected = new ArrayList<>();
    private boolean mayLeaveOrigin;

    /** The driver and its browser, which end with the tests. */
    private record Running(ChromeDriver driver) implements AutoCloseable {
        @Override
        public void close() {
            driver.quit();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Optional<Path> browser = onPath("chromium", "chromium-browser", "google-chrome");
        Optional<Path> chromedriver = onPath("chromedriver");
        if (browser.isEmpty() || chromedriver.isEmpty()) {
            String message = "chromium and chromedriver are not on the PATH; Debian has them in the packages"
                    + " chromium and chromium-driver";
            assertThat(System.getProperty("keystile.browser", "")).as(message).isNotEqualTo("required");
            Assumptions.abort(message);
        }
        driver = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Running.class, key -> start(browser.get(), chromedriver.get()), Running.class)
                .driver();
    }

    private static Optional<Path> onPath(String... names) {
        String path = requireNonNull(System.getenv("PATH"));
        return Stream.of(names)
                .flatMap(name -> Stream.of(path.split(File.pathSeparator)).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Running start(Path browser, Path chromedriver) {
        SELENIUM.setLevel(Level.SEVERE); // it warns that it lacks classes for this version, which are not needed
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.toString());
        options.addArguments(
                "--headless=new",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--force-color-profile=srgb",
                "--lang=en",
                "--window-size=1280,900",
                "--host-resolver-rules=MAP " + INSECURE_HOST
                        + " 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost");
        if ("root".equals(System.getProperty("user.name"))) {
            options.addArguments("--no-sandbox"); // Chromium refuses to start as root with it
        }
        options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL", "performance", "ALL"));
        options.setExperimentalOption("perfLoggingPrefs", Map.of("enableNetwork", true, "enablePage", false));
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.toFile())
                .usingAnyFreePort()
                .withSilent(true)
                .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(10)).pageLoadTimeout(Duration.ofSeconds(20));
        return new Running(driver);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        expected.clear();
        mayLeaveOrigin = false;
        driver().get("about:blank");
        cdp("Emulation.setScriptExecutionDisabled", Map.of("value", false));
        dark(false);
        size(1280, 900);
        logs("browser");
        logs("performance");
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        List<String> log = logs("browser").stream()
                .filter(line -> expected.stream().noneMatch(line::contains))
                .toList();
        assertThat(log).as("the browser's log").isEmpty();
        if (!mayLeaveOrigin) {
            assertThat(requestsToOtherOrigins()).isEmpty();
        }
    }

    private List<String> logs(String type) {
        return driver().manage().logs().get(type).getAll().stream()
                .map(entry -> entry.getMessage())
                .toList();
    }

    private List<String> requestsToOtherOrigins() throws IOException {
        List<String> others = new ArrayList<>();
        for (String line : logs("performance")) {
            JsonNode message = JSON.readTree(line).path("message");
            if (message.path("method").asText().equals("Network.requestWillBeSent")) {
                URI page = URI.create(message.path("params").path("documentURL").asText());
                URI target = URI.create(
                        message.path("params").path("request").path("url").asText());
                boolean own = "data".equals(target.getScheme()); // icons of the browser's own controls
                if (!own && !page.resolve("/").equals(target.resolve("/"))) {
                    others.add(page + " asked for " + target);
                }
            }
        }
        return others;
    }

    /** Allows lines of the browser's log that contain this text, such as the status that a test provokes. */
    void expectInLog(String text) {
        expected.add(text);
    }

    /** Allows this test's pages to call other origins. */
    void mayLeaveOrigin() {
        mayLeaveOrigin = true;
    }

    ChromeDriver driver() {
        return requireNonNull(driver);
    }

    void open(URI address) {
        driver().get(address.toString());
    }

    void reload() {
        driver().navigate().refresh();
    }

    void back() {
        driver().navigate().back();
    }

    WebElement find(String selector) {
        return driver().findElement(By.cssSelector(selector));
    }

    /** Returns the text of an element as it is shown. */
    String text(String selector) {
        return find(selector).getText();
    }

    String heading() {
        return text("h1");
    }

    /** Returns the value of a field as it is now. */
    String value(String selector) {
        return requireNonNull(find(selector).getDomProperty("value"));
    }

    /** Clicks the first link or button that shows this text. */
    void click(String text) {
        driver().findElements(By.cssSelector("a, button, summary")).stream()
                .filter(each -> each.isDisplayed() && each.getText().equals(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no link or button " + text + " on " + text("main")))
                .click();
    }

    /** Replaces the text of a field. */
    void type(String selector, String text) {
        WebElement field = find(selector);
        field.clear();
        field.sendKeys(text);
    }

    /** Chooses a radio button or a checkbox. */
    void choose(String name, String value) {
        find("input[name=" + name + "][value=\"" + value + "\"]").click();
    }

    /** Clicks the first link or button that shows this text, and waits for the page that it leads to. */
    void follow(String text) {
        leave(() -> click(text));
    }

    /** Presses a key that leaves the page, and waits for the next. */
    void pressAndFollow(CharSequence key) {
        leave(() -> press(key));
    }

    private void leave(Runnable action) {
        script("window.isLeft = true");
        action.run();
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!isOnNextPage()) {
            assertThat(System.nanoTime()).as("time to leave the page").isLessThan(end);
        }
    }

    private boolean isOnNextPage() {
        try {
            return script("return window.isLeft === undefined && document.readyState === 'complete'")
                    .equals("true");
        } catch (WebDriverException e) {
            return false; // between two pages
        }
    }

    void press(CharSequence... keys) {
        new Actions(driver()).sendKeys(keys).perform();
    }

    void pressWithControl(String key) {
        new Actions(driver())
                .keyDown(Keys.CONTROL)
                .sendKeys(key)
                .keyUp(Keys.CONTROL)
                .perform();
    }

    /** Opens a second window and returns the name of the first. */
    String newWindow() {
        String first = driver().getWindowHandle();
        driver().switchTo().newWindow(WindowType.TAB);
        return first;
    }

    /** Closes the second window. */
    void closeAndReturnTo(String window) {
        driver().close();
        driver().switchTo().window(window);
    }

    /** Runs a script and returns its result as text; null becomes an empty text. */
    String script(String script, Object... arguments) {
        Object result = driver().executeScript(script, arguments);
        return result == null ? "" : result.toString();
    }

    /** Runs an asynchronous function, such as {@code async () => 1}, and returns its result or its error as text. */
    String await(String function, Object... arguments) {
        Object result = driver().executeAsyncScript(
                        "const done = arguments[arguments.length - 1];" + "(" + function
                                + ")(...arguments).then(done, error => done(String(error)))",
                        arguments);
        return result == null ? "" : result.toString();
    }

    /** Waits until the text of an element is this one. */
    void awaitText(String selector, String text) {
        String seen = await("""
                async (selector, text) => {
                  const end = Date.now() + 5000;
                  const shown = () => document.querySelector(selector).textContent.trim();
                  while (!shown().includes(text) && Date.now() < end) {
                    await new Promise((resolve) => requestAnimationFrame(resolve));
                  }
                  return shown();
                }""", selector, text);
        assertThat(seen).contains(text);
    }

    Map<String, Object> cdp(String command, Map<String, Object> parameters) {
        return driver().executeCdpCommand(command, parameters);
    }

    /** Shows pages in the dark or in the light colour scheme, in any case without transitions. */
    void dark(boolean dark) {
        Map<String, String> scheme = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
        Map<String, String> still = Map.of("name", "prefers-reduced-motion", "value", "reduce");
        cdp("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme, still)));
    }

    void size(int width, int height) {
        cdp(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Lets pages of an origin read and write the clipboard. */
    void grantClipboard(URI page) {
        cdp(
                "Browser.grantPermissions",
                Map.of(
                        "origin",
                        page.getScheme() + "://" + page.getAuthority(),
                        "permissions",
                        List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
    }

    /** Returns what axe finds on the page: a line for each rule that is broken. */
    List<String> axe(String... rules) {
        if (script("return typeof axe").equals("undefined")) {
            driver().executeScript(Axe.SOURCE);
        }
        String only = rules.length == 0 ? "" : ", runOnly: ['" + String.join("', '", rules) + "']";
        String findings = await("""
                async () => (await axe.run(document, {resultTypes: ["violations"]%s})).violations
                    .map((rule) => rule.id + ": " + rule.nodes
                        .map((node) => node.target + " " + node.failureSummary.replaceAll("\\n", " "))
                        .join("; "))
                    .join("\\n")
                """.formatted(only));
        return findings.lines().toList();
    }

    /** Keeps a picture of the page in the folder {@code target/screenshots}, from its top to this height. */
    void screenshot(String name, int width, int height) throws IOException {
        size(width, height);
        script("window.scrollTo(0, 0)");
        Files.createDirectories(SCREENSHOTS);
        Files.write(SCREENSHOTS.resolve(name + ".png"), driver().getScreenshotAs(OutputType.BYTES));
    }

    /** The script of axe, read once. */
    private static final class Axe {
        static final String SOURCE = read();

        private static String read() {
            try (InputStream in = Chromium.class.getResourceAsStream("/axe.min.js")) {
                return new String(requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
