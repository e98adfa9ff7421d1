package io.keystile.adapter;

import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Recognizes what replaced the peer's address of a servlet request by one from a forwarding header. */
public final class AddressRewriter {
    /** Set by Tomcat to true, for requests whose address it replaced. */
    private static final String TOMCAT_MARK = "org.apache.tomcat.request.forwarded";

    private static final String SPRING_FILTER = "org.springframework.web.filter.ForwardedHeaderFilter";
    private static final String SPRING = "Spring's ForwardedHeaderFilter";
    /** Spring's filters set an attribute while they process a request: their name and this ending. */
    private static final String SPRING_MARK = ".FILTERED";

    private static final String SPRING_NAME = "forwardedheaderfilter";

    private AddressRewriter() {}

    /**
     * Returns what replaced the address of a request, for {@link io.keystile.net.IncomingRequest#addressRewriter}.
     *
     * @param attributes returns the value of a request attribute by its name, or null
     * @return null if the attributes show nothing
     */
    public static @Nullable String in(Function<String, @Nullable Object> attributes) {
        return Boolean.TRUE.equals(attributes.apply(TOMCAT_MARK)) ? "Tomcat's RemoteIpValve or RemoteIpFilter" : null;
    }

    /**
     * Returns what wraps requests in objects of this class.
     *
     * @return null if it replaces no addresses
     */
    public static @Nullable String ofWrapper(Class<?> wrapper) {
        return wrapper.getName().startsWith(SPRING_FILTER + "$") ? SPRING : null;
    }

    /**
     * Returns which filter replaced the address of a request, for adapters that cannot see its wrappers.
     *
     * @param attributeNames the names of the request's attributes
     * @param filterClasses returns the class of the filter that is registered under a name, or null
     * @return null if no attribute belongs to such a filter
     */
    public static @Nullable String ofFilters(
            Iterable<String> attributeNames, UnaryOperator<@Nullable String> filterClasses) {
        for (String attribute : attributeNames) {
            if (attribute.endsWith(SPRING_MARK)) {
                String filter = attribute.substring(0, attribute.length() - SPRING_MARK.length());
                if (isSprings(filter) || isSprings(filterClasses.apply(filter))) {
                    return SPRING;
                }
            }
        }
        return null;
    }

    /** Returns whether this may be the name of a bean or a class of Spring's filter, or of a subclass. */
    private static boolean isSprings(@Nullable String name) {
        return name != null && name.toLowerCase(Locale.ROOT).endsWith(SPRING_NAME);
    }
}
