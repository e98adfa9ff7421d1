package io.keystile.benchmarks.frameworks;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authorization.AuthorityAuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AuthenticationEntryPointFailureHandler;
import org.springframework.security.web.authentication.AuthenticationFilter;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.servletapi.SecurityContextHolderAwareRequestFilter;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

/**
 * Spring Security's filter chain for a stateless API, with its firewall and one required authority. It sends no
 * security headers and needs no cache, because the table is in memory. It has no checksum, expiry, allowlist, limit or
 * workspace.
 */
final class SpringSecurityContender implements Contender {
    private final FilterChainProxy chain;

    SpringSecurityContender(KeyTable keys) throws ServletException {
        HttpStatusEntryPoint unauthorized = new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED);
        AuthenticationFilter authentication = new AuthenticationFilter(
                new ProviderManager(new KeyProvider(keys)), SpringSecurityContender::presented);
        authentication.setSuccessHandler((request, response, caller) -> {});
        authentication.setFailureHandler(new AuthenticationEntryPointFailureHandler(unauthorized));
        SecurityContextHolderAwareRequestFilter servletApi = new SecurityContextHolderAwareRequestFilter();
        servletApi.afterPropertiesSet();
        List<Filter> filters = List.of(
                new SecurityContextHolderFilter(new RequestAttributeSecurityContextRepository()),
                authentication,
                servletApi,
                new ExceptionTranslationFilter(unauthorized),
                new AuthorizationFilter(AuthorityAuthorizationManager.hasAuthority(KeyTable.PERMISSION)));
        chain = new FilterChainProxy(new DefaultSecurityFilterChain(AnyRequestMatcher.INSTANCE, filters));
        chain.afterPropertiesSet();
    }

    private static @Nullable Authentication presented(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        return authorization == null ? null : new PreAuthenticatedAuthenticationToken("", Call.tokenIn(authorization));
    }

    @Override
    public @Nullable String callerOf(Call call) throws Exception {
        Exchange exchange = new Exchange(call);
        chain.doFilter(exchange.request, exchange.response, exchange);
        return exchange.outcome();
    }

    private record KeyProvider(KeyTable keys) implements AuthenticationProvider {
        private static final List<GrantedAuthority> AUTHORITIES =
                AuthorityUtils.createAuthorityList(KeyTable.PERMISSION);

        @Override
        public Authentication authenticate(Authentication presented) {
            String holder = presented.getCredentials() instanceof String key ? keys.holderOf(key) : null;
            if (holder == null) {
                throw new BadCredentialsException("Unknown key");
            }
            return new PreAuthenticatedAuthenticationToken(holder, null, AUTHORITIES);
        }

        @Override
        public boolean supports(Class<?> type) {
            return PreAuthenticatedAuthenticationToken.class.isAssignableFrom(type);
        }
    }
}
