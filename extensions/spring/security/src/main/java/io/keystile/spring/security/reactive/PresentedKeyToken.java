package io.keystile.spring.security.reactive;

import io.keystile.AuthenticationResult;
import java.io.NotSerializableException;
import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** A caller with a key, right or wrong, as input of the {@link KeyAuthenticationManager}. Holds no secret. */
final class PresentedKeyToken extends AbstractAuthenticationToken {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient AuthenticationResult caller;

    PresentedKeyToken(AuthenticationResult caller) {
        super(List.of());
        this.caller = caller;
    }

    AuthenticationResult caller() {
        return caller;
    }

    @Override
    public @Nullable Object getPrincipal() {
        return null;
    }

    @Override
    public @Nullable Object getCredentials() {
        return null;
    }

    @Serial
    private Object writeReplace() throws NotSerializableException {
        throw new NotSerializableException("A presented key belongs to one exchange");
    }
}
