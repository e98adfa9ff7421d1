package io.keystile.model;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A permission, written as segments separated by colons, for example {@code flows:execute}.
 *
 * <p>A segment {@code *} matches any one segment, and as the last segment one or more: {@code flows:*} covers {@code
 * flows:execute} and {@code flows:execute:now}, but not {@code flows}; {@code *} covers everything. {@code flows} alone
 * covers nothing but itself. Segments are compared exactly. Immutable and thread-safe.
 */
public final class Permission implements Comparable<Permission> {
    private static final String ANY = "*";
    // Bounded by segment, so that the intersection of two permissions is always a valid permission.
    private static final Pattern SYNTAX =
            Pattern.compile("(?:\\*|[A-Za-z0-9._-]{1,40})(?::(?:\\*|[A-Za-z0-9._-]{1,40})){0,7}");

    private final String value;

    private Permission(String value) {
        this.value = value;
    }

    /**
     * Parses a permission.
     *
     * @param value up to 8 segments, each {@code *} or up to 40 characters of {@code A-Z a-z 0-9 . _ -}
     * @throws IllegalArgumentException if {@code value} is not a permission
     */
    public static Permission of(String value) {
        if (!isPermission(value)) {
            throw new IllegalArgumentException("A permission is up to 8 segments of A-Z, a-z, 0-9, '.', '_' and '-', or"
                    + " '*', joined by ':', for example \"flows:execute\" or \"flows:*\"");
        }
        return new Permission(value);
    }

    /** Returns whether {@link #of} accepts {@code value}. */
    public static boolean isPermission(String value) {
        return SYNTAX.matcher(value).matches();
    }

    /** Returns whether this permission covers {@code required}. Allocates nothing. */
    public boolean implies(Permission required) {
        String theirs = required.value;
        int theirAt = 0;
        // A "*" is always a whole segment, so theirAt is at the start of one too. A required "flows:*" stands for any
        // number of segments; only a "*" here covers its "*".
        for (int at = 0; at < value.length(); at++) {
            char c = value.charAt(at);
            if (c == '*' && at == value.length() - 1) {
                return true;
            }
            if (c == '*') {
                theirAt = theirs.indexOf(':', theirAt);
                if (theirAt < 0) {
                    return false;
                }
            } else if (theirAt < theirs.length() && theirs.charAt(theirAt) == c) {
                theirAt++;
            } else {
                return false;
            }
        }
        return theirAt == theirs.length();
    }

    /** Returns whether the permission contains a {@code *}. */
    boolean isPattern() {
        return value.indexOf('*') >= 0;
    }

    /** Returns the permission that covers exactly what both cover, or null if that is nothing. */
    @Nullable
    Permission intersect(Permission other) {
        String[] mine = value.split(":", -1);
        String[] others = other.value.split(":", -1);
        String[] longer = mine.length >= others.length ? mine : others;
        String[] shorter = longer == mine ? others : mine;
        if (shorter.length < longer.length && !shorter[shorter.length - 1].equals(ANY)) {
            return null;
        }
        String[] common = longer.clone();
        for (int i = 0; i < longer.length; i++) {
            String theirs = i < shorter.length ? shorter[i] : ANY;
            if (longer[i].equals(ANY)) {
                common[i] = theirs;
            } else if (!theirs.equals(ANY) && !theirs.equals(longer[i])) {
                return null;
            }
        }
        return new Permission(String.join(":", common));
    }

    /** Returns the text of the permission. */
    public String value() {
        return value;
    }

    @Override
    public int compareTo(Permission other) {
        return value.compareTo(other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Permission that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** Returns {@link #value()}. */
    @Override
    public String toString() {
        return value;
    }
}
