package io.keystile.benchmarks.frameworks;

import java.util.Set;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.AuthenticationInfo;
import org.apache.shiro.authc.AuthenticationToken;
import org.apache.shiro.authc.BearerToken;
import org.apache.shiro.authc.SimpleAuthenticationInfo;
import org.apache.shiro.authc.credential.AllowAllCredentialsMatcher;
import org.apache.shiro.authz.AuthorizationInfo;
import org.apache.shiro.authz.SimpleAuthorizationInfo;
import org.apache.shiro.mgt.DefaultSecurityManager;
import org.apache.shiro.mgt.DefaultSessionStorageEvaluator;
import org.apache.shiro.mgt.DefaultSubjectDAO;
import org.apache.shiro.realm.AuthorizingRealm;
import org.apache.shiro.subject.PrincipalCollection;
import org.apache.shiro.subject.Subject;
import org.jspecify.annotations.Nullable;

/**
 * Shiro's login with a bearer token, without sessions and, as by default, without caches, and one required permission.
 * The realm finds keys by digest, so no credentials remain to be matched. It writes no HTTP response and has no
 * checksum, expiry, allowlist, limit or workspace.
 */
final class ShiroContender implements Contender {
    private final DefaultSecurityManager manager;

    ShiroContender(KeyTable keys) {
        DefaultSessionStorageEvaluator stateless = new DefaultSessionStorageEvaluator();
        stateless.setSessionStorageEnabled(false);
        DefaultSubjectDAO subjects = new DefaultSubjectDAO();
        subjects.setSessionStorageEvaluator(stateless);
        this.manager = new DefaultSecurityManager(new KeyRealm(keys));
        manager.setSubjectDAO(subjects);
    }

    @Override
    public @Nullable String callerOf(Call call) {
        Subject subject =
                new Subject.Builder(manager).sessionCreationEnabled(false).buildSubject();
        try {
            subject.login(new BearerToken(call.token(), call.peerAddress()));
        } catch (AuthenticationException e) {
            return null;
        }
        subject.checkPermission(KeyTable.PERMISSION);
        return (String) subject.getPrincipal();
    }

    private static final class KeyRealm extends AuthorizingRealm {
        private final KeyTable keys;
        private final SimpleAuthorizationInfo permissions = new SimpleAuthorizationInfo();

        KeyRealm(KeyTable keys) {
            super(new AllowAllCredentialsMatcher());
            this.keys = keys;
            setAuthenticationTokenClass(BearerToken.class);
            permissions.setStringPermissions(Set.of(KeyTable.PERMISSION));
        }

        @Override
        protected @Nullable AuthenticationInfo doGetAuthenticationInfo(AuthenticationToken presented) {
            String key = ((BearerToken) presented).getToken();
            String holder = keys.holderOf(key);
            return holder == null ? null : new SimpleAuthenticationInfo(holder, key, getName());
        }

        @Override
        protected AuthorizationInfo doGetAuthorizationInfo(PrincipalCollection principals) {
            return permissions;
        }
    }
}
