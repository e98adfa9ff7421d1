package io.keystile;

import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyBuffer;
import io.keystile.key.PresentedKey;
import io.keystile.net.IncomingRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds and parses the one credential of a request. It is read from {@code Authorization: Bearer} (RFC 6750 section
 * 2.1), {@code Authorization: ApiKey} or the API-key header, and from nowhere else. More than one is ambiguous: neither
 * the first nor the last wins. If other Bearer tokens are ignored, one that cannot be meant as a key is no credential.
 * Immutable and thread-safe.
 */
final class CredentialReader {
    private static final String AUTHORIZATION = "Authorization";
    private static final String USUAL_START = CredentialSource.BEARER.scheme() + " ";
    private static final CredentialSource[] SOURCES = CredentialSource.values();
    private static final Set<String> NOT_FOR_KEYS = Set.of("authorization", "proxy-authorization", "cookie");
    /** A field name of up to 64 characters: a token, RFC 9110 section 5.6.2. */
    private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");

    private final String apiKeyHeader;
    private final KeyFormats formats;
    private final boolean ignoresOtherBearerTokens;

    CredentialReader(String apiKeyHeader, KeyFormats formats, boolean ignoresOtherBearerTokens) {
        this.apiKeyHeader = requireHeader(apiKeyHeader);
        this.formats = formats;
        this.ignoresOtherBearerTokens = ignoresOtherBearerTokens;
    }

    static String requireHeader(String name) {
        if (!FIELD_NAME.matcher(name).matches() || NOT_FOR_KEYS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("The API-key header is a field name other than Authorization and Cookie,"
                    + " for example \"X-API-Key\"");
        }
        return name;
    }

    String apiKeyHeader() {
        return apiKeyHeader;
    }

    /**
     * Reads the credential.
     *
     * @param into an empty buffer, which holds the key if the credential is one
     */
    Credential read(IncomingRequest request, KeyBuffer into) {
        List<String> authorizations = request.headers(AUTHORIZATION);
        List<String> apiKeys = request.headers(apiKeyHeader);
        if (authorizations.size() > 1 || apiKeys.size() > 1) {
            return Credential.AMBIGUOUS;
        }
        Credential authorization =
                authorizations.isEmpty() ? Credential.NONE : readAuthorization(authorizations.get(0), into);
        if (apiKeys.isEmpty() || authorization.problem() == DenialReason.AMBIGUOUS_CREDENTIAL) {
            return authorization;
        }
        return authorization.isPresented()
                ? Credential.AMBIGUOUS
                : readToken(CredentialSource.API_KEY_HEADER, apiKeys.get(0), 0, into);
    }

    private Credential readAuthorization(String value, KeyBuffer into) {
        if (value.startsWith(USUAL_START)) { // as nearly all clients write it
            return readAuthorizationToken(
                    CredentialSource.BEARER, value, skipSpaces(value, USUAL_START.length()), into);
        }
        int space = value.indexOf(' ');
        int schemeEnd = space < 0 ? value.length() : space;
        for (CredentialSource source : SOURCES) {
            if (schemeEnd == source.scheme().length() && hasScheme(source, value, 0)) {
                return readAuthorizationToken(source, value, skipSpaces(value, schemeEnd), into);
            }
        }
        return hasJoinedCredential(value) ? Credential.AMBIGUOUS : Credential.NONE;
    }

    private Credential readAuthorizationToken(CredentialSource source, String value, int from, KeyBuffer into) {
        Credential credential = readToken(source, value, from, into);
        boolean ignored = ignoresOtherBearerTokens
                && source == CredentialSource.BEARER
                && credential.problem() == DenialReason.MALFORMED_KEY
                && isBearerToken(value, from)
                && !formats.startsLikeKey(value, from);
        return ignored ? Credential.NONE : credential;
    }

    /** Returns whether the text is a {@code b64token} (RFC 6750 section 2.1), as a JWT is. */
    private static boolean isBearerToken(String value, int from) {
        int end = value.length();
        while (end > from && value.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = from; i < end; i++) {
            char c = value.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && "-._~+/".indexOf(c) < 0) {
                return false;
            }
        }
        return end > from;
    }

    private static boolean hasScheme(CredentialSource source, String value, int at) {
        return value.regionMatches(true, at, source.scheme(), 0, source.scheme().length());
    }

    /** Parses all text from {@code from} on as one key: in the library's format first, then in the others. */
    private Credential readToken(CredentialSource source, String value, int from, KeyBuffer into) {
        return formats.parse(value, from, into) ? Credential.keyIn(source) : readOtherToken(source, value, from, into);
    }

    /**
     * Parses the text in the other formats. It must be one token of visible ASCII. No key contains a comma, so a comma
     * joins two credentials.
     */
    private Credential readOtherToken(CredentialSource source, String value, int from, KeyBuffer into) {
        if (value.indexOf(',', from) >= 0) {
            return Credential.AMBIGUOUS;
        }
        int length = value.length() - from;
        if (!formats.hasOthers() || length == 0 || length > ApiKeyFormat.MAX_LENGTH) {
            return Credential.MALFORMED;
        }
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c > '~') {
                return Credential.MALFORMED;
            }
        }
        PresentedKey key = formats.parseOther(value, from);
        if (key == null) {
            return Credential.MALFORMED;
        }
        into.fill(key);
        return Credential.keyIn(source);
    }

    /** Returns whether a proxy has joined another scheme's field line and a line with a key into one. */
    private static boolean hasJoinedCredential(String value) {
        for (int comma = value.indexOf(','); comma >= 0; comma = value.indexOf(',', comma + 1)) {
            int start = skipWhitespace(value, comma + 1);
            for (CredentialSource source : SOURCES) {
                if (hasScheme(source, value, start)
                        && value.startsWith(" ", start + source.scheme().length())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Skips optional whitespace (OWS, RFC 9110 section 5.6.3), which may follow a comma in a list. */
    private static int skipWhitespace(String value, int from) {
        int at = from;
        while (at < value.length() && (value.charAt(at) == ' ' || value.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    private static int skipSpaces(String value, int from) {
        int at = from;
        while (at < value.length() && value.charAt(at) == ' ') {
            at++;
        }
        return at;
    }
}
