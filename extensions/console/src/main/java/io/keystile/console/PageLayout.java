package io.keystile.console;

/**
 * Puts the console's pages into the application's own page, with its header, navigation and footer. Implementations
 * must be thread-safe.
 *
 * <p>The Content-Security-Policy holds for the whole page: it forbids inline scripts and styles, {@code <base>}, and
 * resources of other origins but {@linkplain ConsoleBuilder#resourceOrigins named ones}. It also forbids forms and
 * requests to other origins, and scripts that set HTML from text (Trusted Types). A script of the layout can read what
 * the page shows, also a new key.
 */
@FunctionalInterface
public interface PageLayout {
    /**
     * Returns a whole HTML page around a page of the console. If it fails, the page is shown in the console's own
     * frame, so that a new key is not lost.
     *
     * @param request the request, for example to show who is logged in. Nobody may be: it is called for refusals and
     *     errors too
     * @param content what to show
     */
    String page(ConsoleRequest request, PageContent content);
}
