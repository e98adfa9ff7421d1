package io.keystile.adapter;

import io.keystile.Requirement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The requirements of an application's paths. Every path requires a valid key, unless a rule says otherwise:
 *
 * <pre>
 * Routes.protectAll()
 *         .open("GET /health")
 *         .require("POST /flows/&#42;/execute", "flows:execute")
 *         .require("/admin/**", Requirement.permission("admin:all").withCost(10));
 * </pre>
 *
 * <p>Paths are decoded and relative to the application; in servlets, to the context path. A pattern consists of
 * literal segments, {@code *} for exactly one segment, and optionally {@code /**} at the end for the path and
 * everything below it. The order of the rules has no effect:
 *
 * <ul>
 *   <li>All matching {@code require} rules apply together. The key needs every permission, and the highest cost that
 *       one of them sets counts.
 *   <li>An {@code open} rule applies only where no {@code require} rule matches, and only to exactly its path and
 *       method.
 *   <li>An {@code optional} rule applies only where no {@code require} rule matches, and only to exactly its path and
 *       method. A key that is sent is checked, and also needs what the rule requires; a request without a key passes.
 *   <li>A {@code require} rule, and what an {@code optional} rule requires of a key, also applies to its path with a
 *       trailing slash. A rule for GET also applies to HEAD. Every rule with a method also applies to unknown methods:
 *       those that neither RFC 9110 nor a rule names.
 *   <li>An ambiguous path is never open or optional, and requires the permissions of all rules. A path is ambiguous if
 *       it contains, raw or decoded, {@code ;}, {@code \}, {@code //}, a segment {@code .} or {@code ..}, a control
 *       character, or an encoded {@code %2e}, {@code %2f}, {@code %5c}, {@code %3b} or {@code %25}.
 * </ul>
 *
 * <p>An adapter asks {@link #isOpen} first, and requires {@link #requirementOf} of every other request. Immutable and
 * thread-safe; each method that adds a rule returns new routes.
 */
public final class Routes {
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");
    private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z0-9_-]{0,31}");

    /** The paths that need a key; null for all. */
    private final @Nullable List<PathPattern> within;

    private final List<Rule> rules;
    private final boolean keyOptional;
    private final boolean corsPreflight;
    private final Set<String> knownMethods;
    private final Requirement ofAllRules;
    private final boolean anyOptional;

    /** A rule. A null requirement opens the path; a null method stands for all methods. */
    private record Rule(
            @Nullable String method,
            PathPattern path,
            @Nullable Requirement requirement,
            boolean keyOptional) {}

    private Routes(@Nullable List<PathPattern> within, List<Rule> rules, boolean keyOptional, boolean corsPreflight) {
        this.within = within;
        this.rules = List.copyOf(rules);
        this.keyOptional = keyOptional;
        this.corsPreflight = corsPreflight;
        this.knownMethods = new HashSet<>(METHODS);
        Requirement all = Requirement.validKey();
        for (Rule rule : rules) {
            if (rule.method() != null) {
                knownMethods.add(rule.method());
            }
            if (rule.requirement() != null) {
                all = all.and(rule.requirement());
            }
        }
        this.ofAllRules = atLeastOne(all);
        this.anyOptional = keyOptional || rules.stream().anyMatch(Rule::keyOptional);
    }

    /** Returns routes that require a valid key for every path. */
    public static Routes protectAll() {
        return new Routes(null, List.of(), false, false);
    }

    /**
     * Returns routes for an application that authorizes all callers itself, such as one with Spring Security. A key
     * that is sent is checked on every path that a rule does not open, and a request without a key passes, unless its
     * path is ambiguous or has a {@code require} rule.
     */
    public static Routes admitAll() {
        return new Routes(null, List.of(), true, false);
    }

    /**
     * Returns routes that require a valid key for these paths only, for applications with another log-in for the rest.
     * All other paths are open, except where a {@code require} rule matches.
     *
     * @param paths path patterns, such as {@code /api/**}; each also applies to its path with a trailing slash
     * @throws IllegalArgumentException if there is none, or one is invalid
     */
    public static Routes protectOnly(String... paths) {
        if (paths.length == 0) {
            throw new IllegalArgumentException("Name at least one path to protect, or use Routes.protectAll()");
        }
        for (String path : paths) {
            requireNoTrailingSlash(path);
        }
        return new Routes(Arrays.stream(paths).map(PathPattern::of).toList(), List.of(), false, false);
    }

    /**
     * Opens a route to every request. No key is required, and none is read.
     *
     * @param route a path pattern for any method, or a method, one space and a path pattern: {@code "GET /docs/**"}.
     *     An open {@code GET} does not open {@code HEAD}
     * @throws IllegalArgumentException if {@code route} is invalid
     */
    public Routes open(String route) {
        return with(rule(route, null, false));
    }

    /**
     * Makes the key optional on a route, for callers with another credential that the application checks itself, such
     * as a session. See {@link #optional(String, Requirement)}.
     *
     * @param route a path pattern for any method, or a method, one space and a path pattern: {@code "GET /docs/**"}
     * @throws IllegalArgumentException if {@code route} is invalid
     */
    public Routes optional(String route) {
        return optional(route, Requirement.validKey());
    }

    /**
     * Makes the key optional on a route, and states what a key that is sent must hold. A request without a key passes
     * without a caller; it must still be encrypted. A request with a wrong key is denied. If the other credential is a
     * Bearer token, set {@link io.keystile.AuthenticatorBuilder#ignoreOtherBearerTokens}.
     *
     * @param route a path pattern for any method, or a method, one space and a path pattern: {@code "POST /flows"}
     * @throws IllegalArgumentException if {@code route} is invalid
     */
    public Routes optional(String route, Requirement ofSentKeys) {
        return with(rule(route, ofSentKeys, true));
    }

    /**
     * Requires a permission on a route.
     *
     * @param route a path pattern for any method, or a method, one space and a path pattern: {@code "POST /flows"}
     * @throws IllegalArgumentException if {@code route} or {@code permission} is invalid
     */
    public Routes require(String route, String permission) {
        return require(route, Requirement.permission(permission));
    }

    /**
     * Requires several permissions on a route, or charges more than one permit.
     *
     * @param route a path pattern for any method, or a method, one space and a path pattern: {@code "POST /flows"}
     * @throws IllegalArgumentException if {@code route} is invalid
     */
    public Routes require(String route, Requirement requirement) {
        return with(rule(route, requirement, false));
    }

    /**
     * Admits CORS preflights without a key, on every unambiguous path. A preflight is an OPTIONS request with {@code
     * Origin} and {@code Access-Control-Request-Method}; browsers send no credentials with it. The application's
     * resources must not do anything for OPTIONS that requires a key.
     */
    public Routes allowCorsPreflight() {
        return new Routes(within, rules, keyOptional, true);
    }

    private Routes with(Rule rule) {
        List<Rule> more = new ArrayList<>(rules);
        more.add(rule);
        return new Routes(within, more, keyOptional, corsPreflight);
    }

    private static Rule rule(String route, @Nullable Requirement requirement, boolean keyOptional) {
        // A route that begins with a slash is only a path, which may contain spaces.
        int space = route.startsWith("/") ? -1 : route.indexOf(' ');
        String method = space < 0 ? null : requireMethod(route.substring(0, space));
        String path = route.substring(space + 1);
        if (requirement != null) {
            requireNoTrailingSlash(path);
        }
        return new Rule(method, PathPattern.of(path), requirement, keyOptional);
    }

    private static void requireNoTrailingSlash(String path) {
        if (path.length() > 1 && path.endsWith("/")) {
            throw new IllegalArgumentException("A rule for \"" + path
                    + "\" applies with and without the trailing slash; write it without, or with /** for all below");
        }
    }

    private static String requireMethod(String method) {
        if (!METHOD.matcher(method).matches()) {
            throw new IllegalArgumentException("A route is a path, or a method in upper case, one space and a path,"
                    + " for example \"POST /flows\"; got the method \"" + method + "\"");
        }
        return method;
    }

    /**
     * Returns whether a request needs no key: its route is open, or it is a CORS preflight that these routes admit.
     *
     * @param method the method as it was sent; empty if it is unknown
     * @param path the decoded path; null if the path as it was sent {@linkplain RequestPath#isAmbiguous is ambiguous}.
     *     An ambiguous path is never open
     * @param header returns the first value of a header field; null if there is none
     */
    public boolean isOpen(String method, @Nullable String path, Function<String, @Nullable String> header) {
        if (path == null) {
            return false;
        }
        if (corsPreflight && isCorsPreflight(method, header)) {
            return !RequestPath.isAmbiguous(path);
        }
        return (isOutside(path) || isOpened(method, path))
                && !RequestPath.isAmbiguous(path)
                && requiredBy(method, path) == null;
    }

    private boolean isOutside(String path) {
        return within != null && within.stream().noneMatch(pattern -> pattern.matchesWithOrWithoutSlash(path));
    }

    private static boolean isCorsPreflight(String method, Function<String, @Nullable String> header) {
        return method.equals("OPTIONS")
                && header.apply("Origin") != null
                && header.apply("Access-Control-Request-Method") != null;
    }

    /**
     * Returns the requirement of a request. For a request that {@linkplain #isOpen needs no key}, it is a valid key.
     *
     * @param method the method as it was sent; empty if it is unknown
     * @param path the decoded path; null if the path as it was sent {@linkplain RequestPath#isAmbiguous is ambiguous}
     */
    public Requirement requirementOf(String method, @Nullable String path) {
        if (path == null || RequestPath.isAmbiguous(path)) {
            return ofAllRules;
        }
        Requirement required = requiredBy(method, path);
        return required == null ? Requirement.validKey() : required;
    }

    private boolean isOpened(String method, String path) {
        for (Rule rule : rules) {
            if (rule.requirement() == null && opens(rule, method, path)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the joined requirement of the matching rules; null if none matches. */
    private @Nullable Requirement requiredBy(String method, String path) {
        Requirement required = null;
        for (Rule rule : rules) {
            if (rule.requirement() != null && requires(rule, method, path)) {
                required = required == null ? rule.requirement() : required.and(rule.requirement());
            }
        }
        return required == null || knownMethods.contains(method) ? required : atLeastOne(required);
    }

    /** A call that may be any of several costs no less than 1: otherwise it could avoid the limits of all but one. */
    private static Requirement atLeastOne(Requirement requirement) {
        return requirement.cost() > 0 ? requirement : requirement.withCost(1);
    }

    /**
     * Returns whether a request may pass without a key. A key that is sent must meet {@link #requirementOf}.
     *
     * @param method the method as it was sent; empty if it is unknown
     * @param path the decoded path; null if the path as it was sent {@linkplain RequestPath#isAmbiguous is ambiguous}
     */
    public boolean isKeyOptional(String method, @Nullable String path) {
        if (!anyOptional || path == null || RequestPath.isAmbiguous(path)) {
            return false;
        }
        boolean optional = keyOptional;
        for (Rule rule : rules) {
            if (rule.requirement() != null && !rule.keyOptional() && requires(rule, method, path)) {
                return false;
            }
            optional |= rule.keyOptional() && opens(rule, method, path);
        }
        return optional;
    }

    private static boolean opens(Rule rule, String method, String path) {
        return (rule.method() == null || rule.method().equals(method))
                && rule.path().matches(path);
    }

    /** An unknown method matches the rules of every method, because the resource may treat it as any of them. */
    private boolean requires(Rule rule, String method, String path) {
        boolean sameMethod = rule.method() == null
                || rule.method().equals(method)
                || (rule.method().equals("GET") && method.equals("HEAD"))
                || !knownMethods.contains(method);
        return sameMethod && rule.path().matchesWithOrWithoutSlash(path);
    }

    /** Returns the rules as text for logs. */
    @Override
    public String toString() {
        return "Routes" + (within == null ? "" : within) + rules;
    }
}
