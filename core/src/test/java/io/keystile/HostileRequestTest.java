package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.adapter.HttpResponses;
import io.keystile.model.ApiKeySettings;
import io.keystile.net.ClientAddressResolver;
import io.keystile.net.ForwardingHeader;
import io.keystile.net.IpAllowlist;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever a request holds, it gets an answer, and without a key's secret never a grant. */
class HostileRequestTest {
    private static final IpAllowlist PROXIES = IpAllowlist.of("10.0.0.0/8", "127.0.0.1", "::1");
    private static final List<String> FORWARDING =
            List.of("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "Via");

    private final TestKeys keys = new TestKeys();
    private final String key = keys.issue(ApiKeySettings.named("ci"));
    private final List<ApiKeyAuthenticator> authenticators = Stream.of(
                    ClientAddressResolver.direct(),
                    ClientAddressResolver.behind(PROXIES, ForwardingHeader.X_FORWARDED_FOR),
                    ClientAddressResolver.behind(PROXIES, ForwardingHeader.FORWARDED))
            .map(resolver -> keys.authenticator().clientAddresses(resolver).build())
            .toList();

    private record Line(String name, String value) {}

    @Property(tries = 200)
    void withoutASecretEveryRequestIsDenied(
            @ForAll("peers") String peer, @ForAll boolean secure, @ForAll("lines") List<Line> lines) {
        for (ApiKeyAuthenticator authenticator : authenticators) {
            Decision decision = authenticator.decide(request(peer, secure, lines));

            assertThat(decision).isInstanceOf(Denied.class);
            assertThat(HttpResponses.of(authenticator).denial((Denied) decision).status())
                    .isIn(400, 401, 403);
        }
    }

    @Property(tries = 200)
    void hostileForwardingLinesNeverTurnAwayAKeyThatCameOverTlsStraightFromItsClient(
            @ForAll("forwardingLines") List<Line> lines) {
        keys.time.advance(Duration.ofMinutes(1));
        for (ApiKeyAuthenticator authenticator : authenticators) {
            assertThat(authenticator.decide(request("192.0.2.7", true, lines).header("X-API-Key", key)))
                    .isInstanceOf(Granted.class);
        }
    }

    @Provide
    Arbitrary<String> peers() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.of("10.0.0.1", "127.0.0.1", "[::1]", "192.0.2.7", "fe80::1%eth0", "%", "[")),
                Tuple.of(1, bytes()));
    }

    @Provide
    Arbitrary<List<Line>> lines() {
        Arbitrary<Line> credential = Combinators.combine(
                        Arbitraries.of("Authorization", "X-API-Key"), assembledFrom(credentialPieces()))
                .as(Line::new);
        return Arbitraries.oneOf(credential, forwardingLine()).list().ofMaxSize(6);
    }

    @Provide
    Arbitrary<List<Line>> forwardingLines() {
        return forwardingLine().list().ofMaxSize(6);
    }

    private static Arbitrary<Line> forwardingLine() {
        Arbitrary<String> pieces = Arbitraries.of(
                "for=",
                "proto=",
                "https",
                "\"",
                "\\",
                ",",
                ";",
                "=",
                "[",
                "]",
                ":",
                "10.0.0.2",
                "::1",
                "_x",
                "unknown",
                " ");
        return Combinators.combine(Arbitraries.of(FORWARDING), assembledFrom(pieces))
                .as(Line::new);
    }

    /** Pieces of a key, and keys that are wrong in one place only; never the key itself. */
    private Arbitrary<String> credentialPieces() {
        String lastChanged = key.substring(0, key.length() - 1) + (key.endsWith("x") ? "y" : "x");
        return Arbitraries.of(
                "Bearer ",
                "bearer",
                "Basic ",
                " ",
                ",",
                "\t",
                "pk_live_",
                key.substring(0, key.length() - 1),
                lastChanged,
                key.replace("live", "dev"),
                Forgery.withOtherSecret(key),
                Forgery.withEnvironment(key, "dev"),
                "a".repeat(128));
    }

    private static Arbitrary<String> assembledFrom(Arbitrary<String> pieces) {
        return Arbitraries.frequencyOf(Tuple.of(5, pieces), Tuple.of(1, bytes()))
                .list()
                .ofMaxSize(5)
                .map(parts -> String.join("", parts));
    }

    /** Field values as a container hands them on: one character a byte, or whatever it decoded them to. */
    private static Arbitrary<String> bytes() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(200),
                Arbitraries.strings().all().ofMaxLength(20));
    }

    private static TestRequest request(String peer, boolean secure, List<Line> lines) {
        TestRequest request = new TestRequest().from(peer);
        lines.forEach(line -> request.header(line.name(), line.value()));
        return secure ? request : request.inClearText();
    }
}
