package io.keystile.benchmarks.frameworks;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pac4j.core.authorization.authorizer.RequireAnyRoleAuthorizer;
import org.pac4j.core.config.Config;
import org.pac4j.core.context.CallContext;
import org.pac4j.core.credentials.Credentials;
import org.pac4j.core.credentials.TokenCredentials;
import org.pac4j.core.credentials.authenticator.Authenticator;
import org.pac4j.core.engine.DefaultSecurityLogic;
import org.pac4j.core.exception.CredentialsException;
import org.pac4j.core.matching.matcher.DefaultMatchers;
import org.pac4j.core.profile.CommonProfile;
import org.pac4j.core.profile.factory.ProfileManagerFactory;
import org.pac4j.http.client.direct.HeaderClient;
import org.pac4j.jee.context.JEEContextFactory;
import org.pac4j.jee.context.JEEFrameworkParameters;
import org.pac4j.jee.context.session.JEESessionStoreFactory;
import org.pac4j.jee.http.adapter.JEEHttpActionAdapter;

/**
 * pac4j's security logic with a client that reads a header, and one required role, without the request wrapper of its
 * filter. It sends no security headers and needs no cache, because the table is in memory. It has no checksum, expiry,
 * allowlist, limit or workspace.
 */
final class Pac4jContender implements Contender {
    private static final String CLIENT = "key";
    private static final String AUTHORIZER = "permission";

    private final Config config;

    Pac4jContender(KeyTable keys) {
        HeaderClient client = new HeaderClient("Authorization", "Bearer ", new KeyAuthenticator(keys));
        client.setName(CLIENT);
        config = new Config(client)
                .addAuthorizer(AUTHORIZER, new RequireAnyRoleAuthorizer(KeyTable.PERMISSION))
                .setWebContextFactory(JEEContextFactory.INSTANCE)
                .setSessionStoreFactory(JEESessionStoreFactory.INSTANCE)
                .setProfileManagerFactory(ProfileManagerFactory.DEFAULT)
                .setHttpActionAdapter(JEEHttpActionAdapter.INSTANCE);
    }

    @Override
    public @Nullable String callerOf(Call call) {
        Exchange exchange = new Exchange(call);
        Object unused = DefaultSecurityLogic.INSTANCE.perform(
                config,
                (context, sessions, profiles) -> {
                    exchange.reachedBy(profiles.iterator().next().getId());
                    return exchange;
                },
                CLIENT,
                AUTHORIZER,
                DefaultMatchers.NONE,
                new JEEFrameworkParameters(exchange.request, exchange.response));
        return exchange.outcome();
    }

    private record KeyAuthenticator(KeyTable keys) implements Authenticator {
        private static final Set<String> ROLES = Set.of(KeyTable.PERMISSION);

        @Override
        public Optional<Credentials> validate(CallContext context, Credentials presented) {
            String holder = keys.holderOf(((TokenCredentials) presented).getToken());
            if (holder == null) {
                throw new CredentialsException("Unknown key");
            }
            CommonProfile profile = new CommonProfile();
            profile.setId(holder);
            profile.addRoles(ROLES);
            presented.setUserProfile(profile);
            return Optional.of(presented);
        }
    }
}
