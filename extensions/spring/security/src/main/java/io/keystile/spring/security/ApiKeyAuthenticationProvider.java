package io.keystile.spring.security;

import io.keystile.AuthenticationResult.Authenticated;
import io.keystile.AuthenticationResult.Rejected;
import io.keystile.DenialReason;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AccountExpiredException;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

/**
 * Authenticates the callers that brought a key. It throws Spring Security's own exceptions, so that the application's
 * listeners for failed authentications receive their events.
 */
final class ApiKeyAuthenticationProvider implements AuthenticationProvider {
    @Override
    public @Nullable Authentication authenticate(Authentication authentication) {
        if (!(authentication instanceof VerifiedCaller caller)) {
            return null;
        }
        if (caller.result() instanceof Authenticated key) {
            return ApiKeyAuthenticationToken.of(key.principal());
        }
        throw exception(((Rejected) caller.result()).reason());
    }

    private static AuthenticationException exception(DenialReason reason) {
        String message = "The key was rejected: " + reason;
        return switch (reason) {
            case KEY_DISABLED, KEY_REVOKED, WORKSPACE_SUSPENDED -> new DisabledException(message);
            case KEY_EXPIRED -> new AccountExpiredException(message);
            case UNAVAILABLE, TOO_MANY_UNKNOWN_KEYS -> new AuthenticationServiceException(message);
            default -> new BadCredentialsException(message);
        };
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return VerifiedCaller.class.isAssignableFrom(authentication);
    }
}
