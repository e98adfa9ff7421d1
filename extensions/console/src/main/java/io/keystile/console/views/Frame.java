package io.keystile.console.views;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds the content of every page. Immutable.
 *
 * @param title the page's own title
 * @param product the console's title
 * @param root the relative path to the mount
 * @param assets the relative path to the assets, with a slash at the end
 * @param stylesheet the application's stylesheet, or null
 * @param back the link back to the application, or null
 * @param crumbs links to the pages above this one
 * @param tabs the navigation
 * @param user the name of the user, or null if nobody is logged in
 * @param notice what was just done, or null
 * @param formFields the hidden fields of the application in every form
 * @param now the time of the request
 * @param lastUses whether the application records when keys were last used
 * @param embedded whether the application puts the page into its own
 */
public record Frame(
        String title,
        String product,
        String root,
        String assets,
        @Nullable String stylesheet,
        @Nullable Link back,
        List<Link> crumbs,
        List<Tab> tabs,
        @Nullable String user,
        @Nullable String notice,
        Map<String, String> formFields,
        Instant now,
        boolean lastUses,
        boolean embedded) {

    /** Returns this frame, or none of its own for a page that the application puts into its own. */
    public Frame withEmbedded(boolean value) {
        return new Frame(
                title,
                product,
                root,
                assets,
                stylesheet,
                back,
                crumbs,
                tabs,
                user,
                notice,
                formFields,
                now,
                lastUses,
                value);
    }

    /** Returns the relative path from a page to the mount. */
    public static String rootOf(String path) {
        int depth = (int) path.chars().filter(c -> c == '/').count() - 1;
        return depth <= 0 ? "./" : "../".repeat(depth);
    }
}
