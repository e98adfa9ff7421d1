package io.keystile.servlet;

import io.keystile.Requirement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What each path asks of a key. Every path asks for a valid key, unless a rule says otherwise:
 *
 * <pre>
 * Routes.protectAll()
 *         .open("GET /health")
 *         .require("POST /flows/&#42;/execute", "flows:execute")
 *         .require("/admin/**", Requirement.permission("admin:all").withCost(10));
 * </pre>
 *
 * <p>Paths are decoded and begin after the context path. A pattern has literal segments, {@code *} for exactly one
 * segment, and at its end {@code /**} for that path and everything below. The order of the rules does not matter:
 *
 * <ul>
 *   <li>All {@code require} rules that match hold together: the key needs every permission, and the highest cost counts.
 *   <li>An {@code open} rule counts only where no {@code require} rule matches.
 *   <li>A {@code require} rule also holds for its path with a slash at the end, one for GET also for HEAD, and one for
 *       any method also for methods that neither RFC 9110 nor a rule names. An {@code open} rule is taken literally.
 *   <li>A path that can be read in two ways is never open, and asks for the permissions of all rules. Such is one that
 *       holds, raw or decoded, {@code ;}, {@code \}, {@code //}, a segment {@code .} or {@code ..}, a control character,
 *       or an encoded {@code %2e}, {@code %2f}, {@code %5c}, {@code %3b} or {@code %25}.
 * </ul>
 *
 * <p>Immutable and thread-safe; each method returns new routes.
 */
public final class Routes {
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");
    private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z0-9_-]{0,31}");

    private final List<Rule> rules;
    private final boolean corsPreflight;
    private final Set<String> knownMethods;
    private final Requirement everything;

    /** A rule; with a null requirement it opens its path, with a null method it is about all of them. */
    private record Rule(
            @Nullable String method,
            PathPattern path,
            @Nullable Requirement requirement) {}

    private Routes(List<Rule> rules, boolean corsPreflight) {
        this.rules = List.copyOf(rules);
        this.corsPreflight = corsPreflight;
        this.knownMethods = new HashSet<>(METHODS);
        Requirement sum = Requirement.validKey();
        for (Rule rule : rules) {
            if (rule.method() != null) {
                knownMethods.add(rule.method());
            }
            if (rule.requirement() != null) {
                sum = sum.and(rule.requirement());
            }
        }
        this.everything = sum;
    }

    /** Returns routes where every path asks for a valid key. */
    public static Routes protectAll() {
        return new Routes(List.of(), false);
    }

    /**
     * Opens a route to every request, without a key and without reading one.
     *
     * @param route a path pattern, for any method, or a method, a space and a path pattern: {@code "GET /docs/**"}. An open
     *     {@code GET} does not open {@code HEAD}
     * @throws IllegalArgumentException if {@code route} is not one
     */
    public Routes open(String route) {
        return with(rule(route, null));
    }

    /**
     * Requires a permission on a route.
     *
     * @param route a path pattern, for any method, or a method, a space and a path pattern: {@code "POST /flows"}
     * @throws IllegalArgumentException if {@code route} is not one, or {@code permission} not a permission
     */
    public Routes require(String route, String permission) {
        return require(route, Requirement.permission(permission));
    }

    /**
     * Requires several permissions on a route, or charges more than one permit.
     *
     * @param route a path pattern, for any method, or a method, a space and a path pattern: {@code "POST /flows"}
     * @throws IllegalArgumentException if {@code route} is not one
     */
    public Routes require(String route, Requirement requirement) {
        return with(rule(route, requirement));
    }

    /**
     * Lets CORS preflights in without a key, on every unambiguous path: OPTIONS with {@code Origin} and {@code
     * Access-Control-Request-Method}. Browsers send no credentials with them. Whatever is mapped there must not do
     * anything for OPTIONS that needs a key.
     */
    public Routes allowCorsPreflight() {
        return new Routes(rules, true);
    }

    private Routes with(Rule rule) {
        List<Rule> more = new ArrayList<>(rules);
        more.add(rule);
        return new Routes(more, corsPreflight);
    }

    private static Rule rule(String route, @Nullable Requirement requirement) {
        // A decoded path may hold spaces of its own.
        int space = route.startsWith("/") ? -1 : route.indexOf(' ');
        String method = space < 0 ? null : requireMethod(route.substring(0, space));
        String path = route.substring(space + 1);
        if (requirement != null && path.length() > 1 && path.endsWith("/")) {
            throw new IllegalArgumentException("A rule for \"" + path
                    + "\" applies with and without the slash at the end; write it without, or with /** for all below");
        }
        return new Rule(method, PathPattern.of(path), requirement);
    }

    private static String requireMethod(String method) {
        if (!METHOD.matcher(method).matches()) {
            throw new IllegalArgumentException("A route is a path, or a method in upper case, one space and a path,"
                    + " for example \"POST /flows\"; got the method \"" + method + "\"");
        }
        return method;
    }

    boolean allowsCorsPreflight() {
        return corsPreflight;
    }

    /**
     * Returns what a call asks of its key.
     *
     * @param path the decoded path, or null if it is ambiguous
     * @return null if the call needs no key
     */
    @Nullable
    Requirement requirementOf(String method, @Nullable String path) {
        if (path == null) {
            return everything;
        }
        Requirement required = null;
        boolean open = false;
        for (Rule rule : rules) {
            if (rule.requirement() == null) {
                open |= isOpenedBy(rule, method, path);
            } else if (holds(rule, method, path)) {
                required = required == null ? rule.requirement() : required.and(rule.requirement());
            }
        }
        if (required != null) {
            return required;
        }
        return open ? null : Requirement.validKey();
    }

    private static boolean isOpenedBy(Rule rule, String method, String path) {
        return (rule.method() == null || rule.method().equals(method))
                && rule.path().matches(path);
    }

    /** An unknown method is taken for each known one: nobody knows what the resource takes it for. */
    private boolean holds(Rule rule, String method, String path) {
        boolean sameMethod = rule.method() == null
                || rule.method().equals(method)
                || (rule.method().equals("GET") && method.equals("HEAD"))
                || !knownMethods.contains(method);
        return sameMethod && rule.path().matchesWithOrWithoutSlash(path);
    }

    /** Returns the rules, for people. */
    @Override
    public String toString() {
        return "Routes" + rules;
    }
}
