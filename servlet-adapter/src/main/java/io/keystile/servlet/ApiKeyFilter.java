package io.keystile.servlet;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.Keystile;
import io.keystile.adapter.HttpResponses;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates requests by API key, and responds to denied ones.
 *
 * <p>Register it for all requests and all dispatches:
 *
 * <pre>{@code
 * ApiKeyFilter.register(context, keystile, routes);
 * }</pre>
 *
 * or map it to {@code /*} and to {@link #allDispatches all dispatcher types}, with asynchronous processing supported, in {@code web.xml}, with the init parameter {@value #CONFIG_PARAMETER} (see {@link #ApiKeyFilter()}).
 *
 * <p>What it guarantees of the dispatches it is mapped to:
 *
 * <ul>
 *   <li>No resource runs that {@link Routes} have not opened, unless the request has a valid key with the permissions for
 *       it; also not by a forward, include, error page or asynchronous dispatch. A dispatch by name has no path: it asks
 *       for the permissions of all routes, or within another dispatch for those of that one, and is seen only by a
 *       filter that is mapped to servlet names.
 *   <li>A request counts against its key's limits once, however often it is dispatched.
 *   <li>Resources see who is calling: {@code getUserPrincipal} is an {@link io.keystile.ApiKeyPrincipal}, {@code
 *       getRemoteUser} the key's id, {@code isUserInRole} asks for a permission, {@code getAuthType} is {@code Bearer}
 *       or {@code ApiKey}. On open paths they do not: no key is looked at there.
 *   <li>A denial is a whole answer, with headers that filters before this one have set, such as those for CORS. In an
 *       include nothing is written and the including page goes on; a committed response is left as it is.
 *   <li>An error page of a granted request is shown whatever permissions its path asks for.
 * </ul>
 *
 * <p>The client's address is taken from {@code getRemoteAddr}: a container that rewrites it from forwarding headers must
 * be told not to, and the trusted proxies be named to the authenticator instead. A connection counts as encrypted if the
 * container names its cipher suite, not if it is only declared to be secure. Thread-safe.
 */
public final class ApiKeyFilter implements Filter {
    /** The init parameter that says where the configuration is. */
    public static final String CONFIG_PARAMETER = "keystile.config";

    private static final String NAME = "keystile";

    private volatile @Nullable Gate gate;
    private volatile @Nullable ConfiguredGate configured;

    /**
     * Creates a filter that the container configures: its init parameter {@value #CONFIG_PARAMETER} names a JSON file, by
     * a path on disk, {@code classpath:} and the name of a resource, or {@code /WEB-INF/} and the name of a resource of
     * the web application. What it opens is closed by {@link #destroy}.
     */
    public ApiKeyFilter() {}

    /** Creates a filter with the authenticator of {@code keystile}, which stays its creator's to close. */
    public ApiKeyFilter(Keystile keystile, Routes routes) {
        this(keystile.authenticator(), routes);
    }

    /** Creates a filter with an authenticator, which stays its creator's to close. */
    public ApiKeyFilter(ApiKeyAuthenticator authenticator, Routes routes) {
        this(authenticator, routes, HttpResponses.of(authenticator));
    }

    /** Creates a filter with answers of another kind, such as {@link HttpResponses#withLegacyQuotaFields}. */
    public ApiKeyFilter(ApiKeyAuthenticator authenticator, Routes routes, HttpResponses answers) {
        this.gate = new Gate(authenticator, routes, answers);
    }

    /**
     * Registers a filter for all requests and all dispatches of a web application, before the filters of its deployment
     * descriptor.
     *
     * @throws IllegalStateException if the application has a filter named {@code keystile}, or has started
     */
    public static FilterRegistration.Dynamic register(ServletContext context, Keystile keystile, Routes routes) {
        return new ApiKeyFilter(keystile, routes).register(context);
    }

    /** Registers this filter, as {@link #register(ServletContext, Keystile, Routes)} does. */
    public FilterRegistration.Dynamic register(ServletContext context) {
        FilterRegistration.Dynamic registration = context.addFilter(NAME, this);
        if (registration == null) {
            throw new IllegalStateException("The application has a filter named \"" + NAME + "\" already");
        }
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(allDispatches(), false, "/*");
        return registration;
    }

    /** Returns all dispatcher types, to which the filter is to be mapped; a set of the caller's own. */
    public static EnumSet<DispatcherType> allDispatches() {
        return EnumSet.allOf(DispatcherType.class);
    }

    /**
     * Reads the configuration and opens the store, if the filter was created without an authenticator.
     *
     * @throws ServletException if there is no configuration or something is wrong with it; the message says what to write
     *     instead
     */
    @Override
    public void init(FilterConfig config) throws ServletException {
        String location = config.getInitParameter(CONFIG_PARAMETER);
        if (gate != null) {
            if (location != null) {
                throw new ServletException("The filter has an authenticator already; leave out the init parameter "
                        + CONFIG_PARAMETER + ", or create it with new ApiKeyFilter()");
            }
            return;
        }
        if (location == null) {
            throw new ServletException("Set the init parameter " + CONFIG_PARAMETER
                    + " to where the configuration is, for example /WEB-INF/keystile.json");
        }
        ConfiguredGate opened = ConfiguredGate.open(location, config.getServletContext());
        configured = opened;
        gate = opened.gate();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest httpRequest)
                || !(response instanceof HttpServletResponse httpResponse)) {
            throw new ServletException("Only HTTP requests can be authenticated by API key");
        }
        Gate current = gate;
        if (current == null) {
            throw new ServletException("The filter was not initialised, or is destroyed");
        }
        current.pass(httpRequest, httpResponse, chain);
    }

    /** Closes what {@link #init} opened, and nothing else. */
    @Override
    public void destroy() {
        ConfiguredGate opened = configured;
        if (opened != null) {
            configured = null;
            gate = null;
            opened.close();
        }
    }
}
