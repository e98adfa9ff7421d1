package io.keystile.spring.security.reactive;

import io.keystile.AuthenticationResult.Authenticated;
import io.keystile.AuthenticationResult.Rejected;
import io.keystile.DenialReason;
import io.keystile.spring.security.ApiKeyAuthenticationToken;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import reactor.core.publisher.Mono;

/** Authenticates the callers that {@link KeyAuthenticationConverter} found. Empty for tokens of other kinds. */
final class KeyAuthenticationManager implements ReactiveAuthenticationManager {
    @Override
    public Mono<Authentication> authenticate(Authentication authentication) {
        if (authentication instanceof ApiKeyAuthenticationToken granted) {
            return Mono.just(granted);
        }
        if (!(authentication instanceof PresentedKeyToken presented)) {
            return Mono.empty();
        }
        return presented.caller() instanceof Authenticated key
                ? Mono.just(ApiKeyAuthenticationToken.of(key.principal()))
                : Mono.error(() -> rejection(((Rejected) presented.caller()).reason()));
    }

    private static AuthenticationException rejection(DenialReason reason) {
        String message = "The key was rejected: " + reason;
        boolean undecided = reason == DenialReason.UNAVAILABLE || reason == DenialReason.TOO_MANY_UNKNOWN_KEYS;
        return undecided ? new AuthenticationServiceException(message) : new BadCredentialsException(message);
    }
}
