package io.keystile.adapter;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Recognizes servlet containers that replaced the peer's address by one from a forwarding header. */
public final class AddressRewriter {
    /** Set by Tomcat to true, for requests whose address it replaced. */
    private static final String TOMCAT = "org.apache.tomcat.request.forwarded";

    private AddressRewriter() {}

    /**
     * Returns what replaced the address of a request, for {@link io.keystile.net.IncomingRequest#addressRewriter}.
     *
     * @param attributes returns the value of a request attribute by its name, or null
     * @return null if the attributes show nothing
     */
    public static @Nullable String in(Function<String, @Nullable Object> attributes) {
        return Boolean.TRUE.equals(attributes.apply(TOMCAT)) ? "Tomcat's RemoteIpValve or RemoteIpFilter" : null;
    }
}
