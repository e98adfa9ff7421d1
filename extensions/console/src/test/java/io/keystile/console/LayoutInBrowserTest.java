package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.store.InMemoryApiKeyStore;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The console in a page of the application, which is light in either scheme and has its own colours and script. */
class LayoutInBrowserTest {
    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    private static final Site SITE = new Site(
            new InMemoryApiKeyStore(),
            console -> console.stylesheet("/app.css")
                    .layout((request, content) -> """
                    <!DOCTYPE html>
                    <html lang="en">
                    <head>
                    <meta charset="utf-8">
                    <meta name="viewport" content="width=device-width, initial-scale=1">
                    <link rel="icon" href="/app.svg">
                    <script type="module" src="/app.js"></script>
                    %s
                    </head>
                    <body>
                    <header class="app">
                    <b>Acme Cloud</b>
                    <nav aria-label="Acme"><a href="/flows">Flows</a> <a href="/settings">Settings</a></nav>
                    <form method="post" action="/logout"><button>Log out</button></form>
                    </header>
                    %s
                    </body>
                    </html>
                    """.formatted(content.head(), content.body())));

    private static Jetty server;

    /** The application's own resources. */
    private static final class Resources extends HttpFilter {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            switch (request.getRequestURI()) {
                case "/app.css" -> {
                    response.setContentType("text/css");
                    response.getWriter().write("""
                            body { margin: 0; background: #fffdf7; color: #222; font: 15px sans-serif; }
                            .app { display: flex; gap: 1.5rem; align-items: center; padding: 0.6rem 1.25rem;
                                   background: #123f36; color: #fff; }
                            .app a { color: #fff; } .app form { margin-left: auto; }
                            .ks { color-scheme: light; --ks-accent: #0a6b4f; --ks-page: #fffdf7; --ks-radius: 2px; }
                            """);
                }
                case "/app.js" -> {
                    response.setContentType("text/javascript");
                    response.getWriter().write("document.body.dataset.started = 'yes';");
                }
                case "/app.svg" -> {
                    response.setContentType("image/svg+xml");
                    response.getWriter().write("<svg xmlns='http://www.w3.org/2000/svg'/>");
                }
                default -> chain.doFilter(request, response);
            }
        }
    }

    @BeforeAll
    static void start() {
        server = new Jetty(SITE.console, "/", "/settings/api-keys", new SignedIn(TestUsers.MANAGER), new Resources());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        SITE.close();
    }

    @Test
    void aKeyIsShownInTheApplicationsColoursAndIsClearedWhenThePageIsLeft() throws IOException {
        BROWSER.open(server.console().resolve("w/acme/new"));
        requireAccessible();
        BROWSER.type("#f-name", "in a layout");
        BROWSER.choose("environment", "live");
        BROWSER.follow("Generate key");

        assertThat(BROWSER.heading()).isEqualTo("Save your new key");
        String key = BROWSER.value("#key");
        assertThat(key).startsWith("pk_live_");
        requireAccessible();
        assertThat(BROWSER.script("return document.body.dataset.started")).isEqualTo("yes");
        BROWSER.dark(true);
        assertThat(BROWSER.script("return getComputedStyle(document.querySelector('.ks-primary')).backgroundColor"))
                .isEqualTo("rgb(10, 107, 79)");
        assertThat(BROWSER.script("return getComputedStyle(document.querySelector('.ks-card')).backgroundColor"))
                .as("light in the dark scheme too")
                .isEqualTo("rgb(255, 255, 255)");
        BROWSER.screenshot("console-layout", 1120, 620);

        BROWSER.script("window.dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))");
        assertThat(BROWSER.value("#key")).isEmpty();
        assertThat(BROWSER.script("return document.documentElement.outerHTML"))
                .doesNotContain(key.substring(key.length() - 38));
        BROWSER.script("document.querySelector('[data-saved]').click()");
    }

    private static void requireAccessible() {
        assertThat(BROWSER.axe()).isEmpty();
        BROWSER.dark(true);
        assertThat(BROWSER.axe("color-contrast")).as("in the dark").isEmpty();
        BROWSER.dark(false);
    }
}
