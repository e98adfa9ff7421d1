package com.example.flows;

import java.util.Collection;
import java.util.List;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.userdetails.UserDetails;

/** A person who can log in, and the workspace whose keys the person manages. */
record Member(String email, String passwordHash, String workspace) implements UserDetails {
    @Override
    public String getUsername() {
        return email;
    }

    @Override
    public String getPassword() {
        return passwordHash;
    }

    @Override
    public Collection<? extends GrantedAuthority> getAuthorities() {
        return List.of();
    }

    /** Returns the email address alone. */
    @Override
    public String toString() {
        return "Member[" + email + "]";
    }
}
