package io.keystile.servlet;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.Keystile;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.Routes;
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
 * A servlet filter that admits requests with a valid API key, and responds to all other requests itself.
 *
 * <p>Register it for all requests and all dispatches:
 *
 * <pre>{@code
 * ApiKeyFilter.register(context, keystile, routes);
 * }</pre>
 *
 * or map it in {@code web.xml} to {@code /*} and to {@link #allDispatches all dispatcher types}, with asynchronous
 * processing supported, and the init parameter {@value #CONFIG_PARAMETER} (see {@link #ApiKeyFilter()}).
 *
 * <p>It guarantees, for every dispatch to which it is mapped:
 *
 * <ul>
 *   <li>A resource runs only if {@link Routes} open its path, if they make the key optional and none was sent, or if
 *       the request has a valid key with the permissions that the path requires. This includes forwards, includes,
 *       error pages and asynchronous dispatches.
 *   <li>A dispatch by name has no path. It requires the permissions of all routes, or, within another dispatch, those
 *       of that dispatch. Only a filter that is mapped to servlet names receives it.
 *   <li>A request counts once against its key's limits, for any number of dispatches.
 *   <li>Resources see the caller: {@code getUserPrincipal} returns an {@link io.keystile.ApiKeyPrincipal}, {@code
 *       getRemoteUser} the key's id, and {@code getAuthType} {@code Bearer} or {@code ApiKey}; {@code isUserInRole}
 *       checks a permission. On open paths there is no caller, because no key is read.
 *   <li>A denial replaces the response, except header fields that earlier filters set, such as those for CORS. During
 *       an include nothing is written, and the including page continues. A committed response is left unchanged.
 *   <li>An error page of a granted request is shown without a check of the permissions that its path requires.
 * </ul>
 *
 * <p>The client's address comes from {@code getRemoteAddr}. The container must not rewrite it from forwarding headers;
 * configure the trusted proxies in the authenticator instead. A connection counts as encrypted only if the container
 * reports its cipher suite; {@code isSecure} alone is not enough. Thread-safe.
 */
public final class ApiKeyFilter implements Filter {
    /** The init parameter with the location of the configuration. */
    public static final String CONFIG_PARAMETER = "keystile.config";

    private static final String NAME = "keystile";

    private volatile @Nullable ServletGate gate;
    private volatile @Nullable ConfiguredGate configured;

    /**
     * Creates a filter that {@link #init} configures. The init parameter {@value #CONFIG_PARAMETER} is the location of
     * a JSON file: a path on disk, {@code classpath:} with the name of a resource, or {@code /WEB-INF/} with the name
     * of a resource of the web application. {@link #destroy} closes the store and the authenticator.
     */
    public ApiKeyFilter() {}

    /** Creates a filter with the authenticator of {@code keystile}, which the caller closes. */
    public ApiKeyFilter(Keystile keystile, Routes routes) {
        this(keystile.authenticator(), routes);
    }

    /** Creates a filter with an authenticator, which the caller closes. */
    public ApiKeyFilter(ApiKeyAuthenticator authenticator, Routes routes) {
        this(authenticator, routes, HttpResponses.of(authenticator));
    }

    /** Creates a filter with other responses, for example {@link HttpResponses#withLegacyQuotaFields}. */
    public ApiKeyFilter(ApiKeyAuthenticator authenticator, Routes routes, HttpResponses responses) {
        this.gate = new ServletGate(authenticator, routes, responses);
    }

    /**
     * Registers a filter for all requests and all dispatches of a web application, before the filters of its
     * deployment descriptor.
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

    /** Returns a new set of all dispatcher types. Map the filter to all of them. */
    public static EnumSet<DispatcherType> allDispatches() {
        return EnumSet.allOf(DispatcherType.class);
    }

    /**
     * Reads the configuration and opens the store, if the filter was created without an authenticator.
     *
     * @throws ServletException if the configuration is missing or invalid; the message says what to write instead
     */
    @Override
    public void init(FilterConfig config) throws ServletException {
        String location = config.getInitParameter(CONFIG_PARAMETER);
        if (gate != null) {
            if (location != null) {
                throw new ServletException("The filter already has an authenticator; leave out the init parameter "
                        + CONFIG_PARAMETER + ", or create it with new ApiKeyFilter()");
            }
            return;
        }
        if (location == null) {
            throw new ServletException("Set the init parameter " + CONFIG_PARAMETER
                    + " to the location of the configuration, for example /WEB-INF/keystile.json");
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
        ServletGate current = gate;
        if (current == null) {
            throw new ServletException("The filter is not initialised, or already destroyed");
        }
        current.pass(httpRequest, httpResponse, chain);
    }

    /** Closes the store and the authenticator that {@link #init} opened. An authenticator of the caller stays open. */
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
