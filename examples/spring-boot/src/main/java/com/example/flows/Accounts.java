package com.example.flows;

import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.admin.IssuedKey;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.PermissionSet;
import io.keystile.model.WorkspaceRecord;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The people who have signed up. */
@Service
class Accounts implements UserDetailsService {
    /** What the keys of customers may have at most. */
    static final PermissionSet CEILING = PermissionSet.of("flows:*");

    private final JdbcClient database;
    private final ApiKeys keys;
    private final PasswordEncoder passwords;

    Accounts(JdbcClient database, ApiKeys keys, PasswordEncoder passwords) {
        this.database = database;
        this.keys = keys;
        this.passwords = passwords;
    }

    /**
     * Creates an account with a workspace and its first key, all of them or none, and returns the key to be shown once.
     *
     * @throws org.springframework.dao.DuplicateKeyException if the address has an account
     */
    @Transactional
    public String signUp(String email, String password) {
        // An id of our own: it never changes, unlike an address or a company's name.
        String workspace = UUID.randomUUID().toString();
        database.sql("INSERT INTO account (email, password_hash, workspace) VALUES (?, ?, ?)")
                .params(email, passwords.encode(password), workspace)
                .update();
        IssuedKey key = keys.createWorkspace(
                Actor.system("sign-up"),
                WorkspaceRecord.of(workspace, "free").withCeiling(CEILING),
                "live",
                ApiKeySettings.named("first key").withPermissions("flows:*"));
        return key.reveal();
    }

    @Override
    public Member loadUserByUsername(String email) {
        return database.sql("SELECT email, password_hash, workspace FROM account WHERE email = ?")
                .param(email)
                .query(Member.class)
                .optional()
                .orElseThrow(() -> UsernameNotFoundException.fromUsername(email));
    }
}
