package io.keystile.console;

/**
 * A page of the console for a {@link PageLayout}. Both parts are HTML in which all text is escaped, so insert them as
 * they are. Immutable.
 *
 * @param head the elements for {@code <head>}: the title, the stylesheets and the script
 * @param body the element for {@code <body>}, with the navigation, the only {@code <main>} and the only {@code <h1>} of
 *     the page. It may have the plaintext of a key in it, so do not log or keep it
 * @param root the relative path from the page to the mount of the console, such as {@code ../../}
 */
public record PageContent(String head, String body, String root) {
    /** Returns the root only: the body may hold the plaintext of a key. */
    @Override
    public String toString() {
        return "PageContent[" + root + "]";
    }
}
