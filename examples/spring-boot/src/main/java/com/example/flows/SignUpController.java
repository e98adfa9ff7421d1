package com.example.flows;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** The page on which people sign up, and the one that shows them their first key. */
@RestController
class SignUpController {
    private static final int SHORTEST_PASSWORD = 12;

    /** In bytes: BCrypt takes no more. */
    private static final int LONGEST_PASSWORD = 72;

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>Flows</title>
            <link rel="stylesheet" href="/flows.css">
            <h1>%s</h1>
            %s
            """;
    private static final String FORM = """
            <form method="post">
              <input type="hidden" name="%s" value="%s">
              <label>Email <input type="email" name="email" maxlength="254" required></label>
              <label>Password <input type="password" name="password" minlength="12" maxlength="72" required
                autocomplete="new-password"></label>
              <button>Sign up</button>
            </form>
            """;
    private static final String KEY = """
            <p>Copy your API key now. It is not shown again.</p>
            <pre id="key">%s</pre>
            <p>Try it: <code>curl -H "Authorization: Bearer $KEY" http://localhost:8080/api/flows</code></p>
            <p><a href="/account/api-keys/">Manage your keys</a></p>
            """;

    private final Accounts accounts;

    SignUpController(Accounts accounts) {
        this.accounts = accounts;
    }

    @GetMapping("/sign-up")
    ResponseEntity<String> form(CsrfToken token) {
        return page(HttpStatus.OK, "Sign up", FORM.formatted(token.getParameterName(), token.getToken()));
    }

    @PostMapping("/sign-up")
    ResponseEntity<String> signUp(@RequestParam String email, @RequestParam String password) {
        if (!email.contains("@")
                || email.length() > 254
                || password.length() < SHORTEST_PASSWORD
                || password.getBytes(StandardCharsets.UTF_8).length > LONGEST_PASSWORD) {
            return refusal(
                    HttpStatus.BAD_REQUEST, "An email address is needed, and a password of 12 to 72 characters.");
        }
        try {
            String key = accounts.signUp(email.strip().toLowerCase(Locale.ROOT), password);
            return page(HttpStatus.CREATED, "Welcome", KEY.formatted(HtmlUtils.htmlEscape(key)));
        } catch (DuplicateKeyException e) {
            return refusal(HttpStatus.CONFLICT, "This address has an account.");
        }
    }

    private static ResponseEntity<String> refusal(HttpStatus status, String reason) {
        return page(status, "Sign up", "<p>" + reason + " <a href=\"/sign-up\">Back</a></p>");
    }

    /** A page that may show a key is kept nowhere. */
    private static ResponseEntity<String> page(HttpStatus status, String title, String content) {
        return ResponseEntity.status(status)
                .contentType(MediaType.TEXT_HTML)
                .cacheControl(CacheControl.noStore())
                .body(PAGE.formatted(title, content));
    }
}
