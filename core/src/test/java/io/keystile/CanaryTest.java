package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.adapter.HttpResponses;
import io.keystile.admin.ApiKeys;
import io.keystile.admin.IssuedKey;
import io.keystile.cache.Reads;
import io.keystile.key.HeldHash;
import io.keystile.key.KeyBuffer;
import io.keystile.key.KeyId;
import io.keystile.key.Pepper;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHash;
import io.keystile.key.SecretHasher;
import io.keystile.key.SeededRandom;
import io.keystile.key.SlowHashBounds;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.Lineage;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.store.ApiKeyLookup;
import io.keystile.store.ResolvedKey;
import io.keystile.store.StoreException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One key goes through every outcome there is, and shows itself nowhere. */
class CanaryTest {
    private static final Logger LOG = LoggerFactory.getLogger(CanaryTest.class);
    private static final byte[] PEPPER = "a canary that sings in no cage at all".getBytes(StandardCharsets.US_ASCII);

    private static final String BCRYPT = "$2a$04$TI13sbmh3IHnmRepeEFoJOkVZWsn5S1O8QOwm8ZU5gNIpJog9pXZm";

    private final TestKeys keys = new TestKeys();
    private final SecretHasher hasher = SecretHasher.peppered(Pepper.of(3, PEPPER));
    private final IssuedKey issued = new ApiKeys(
                    keys.store, TestKeys.FORMAT, hasher, Plans.standard(), keys.time, new SeededRandom(11))
            .issue(
                    TestKeys.ADMIN,
                    "acme",
                    "live",
                    ApiKeySettings.named("canary").withPermissions("flows:*"));
    private final List<String> texts = new CopyOnWriteArrayList<>(List.of(issued.toString()));
    private final String key = issued.reveal();
    private final ApiKeyRecord record = issued.record();

    /** How the canary is sent. */
    private enum Way {
        BEARER("Authorization", "Bearer "),
        HEADER("X-API-Key", "");

        private final String name;
        private final String scheme;

        Way(String name, String scheme) {
            this.name = name;
            this.scheme = scheme;
        }

        TestRequest send(String key) {
            return new TestRequest().header(name, scheme + key);
        }
    }

    /**
     * One way to an outcome.
     *
     * @param reason what is to come of it; null for a grant
     */
    private record Scenario(
            @Nullable DenialReason reason,
            ApiKeyLookup store,
            UnaryOperator<AuthenticatorBuilder> settings,
            UnaryOperator<TestRequest> request) {
        static Scenario of(@Nullable DenialReason reason, ApiKeyLookup store) {
            return new Scenario(reason, store, UnaryOperator.identity(), UnaryOperator.identity());
        }

        Scenario with(UnaryOperator<AuthenticatorBuilder> newSettings) {
            return new Scenario(reason, store, newSettings, request);
        }

        Scenario sending(UnaryOperator<TestRequest> newRequest) {
            return new Scenario(reason, store, settings, newRequest);
        }
    }

    private List<Scenario> scenarios() {
        ApiKeySettings settings = record.settings();
        ApiKeyLookup broken = id -> {
            throw new StoreException("no answer about " + id, new IllegalStateException("socket"));
        };
        return List.of(
                Scenario.of(null, keys.store),
                Scenario.of(
                        null,
                        found(
                                settings,
                                KeyStatus.ACTIVE,
                                HeldHash.free(secretPart()).hash())),
                Scenario.of(DenialReason.HTTPS_REQUIRED, keys.store).sending(TestRequest::inClearText),
                Scenario.of(DenialReason.NO_CREDENTIAL, keys.store)
                        .sending(request -> new TestRequest()
                                .header("Authorization", "Basic " + key)
                                .header("X_API_Key", key)
                                .header("Cookie", key)),
                Scenario.of(DenialReason.AMBIGUOUS_CREDENTIAL, keys.store)
                        .sending(request -> Way.BEARER.send(key).header("X-API-Key", key)),
                Scenario.of(DenialReason.AMBIGUOUS_CREDENTIAL, keys.store)
                        .sending(request -> Way.HEADER.send(key + "," + key)),
                Scenario.of(DenialReason.MALFORMED_KEY, keys.store).sending(request -> Way.BEARER.send(key + "x")),
                Scenario.of(DenialReason.MALFORMED_KEY, keys.store).sending(request -> Way.HEADER.send(key + "\u00e9")),
                Scenario.of(DenialReason.MALFORMED_KEY, keys.store)
                        .sending(request -> Way.BEARER.send(key + "x"))
                        .with(builder -> builder.alsoAccept(text -> {
                            throw new IllegalStateException("I choke on " + text);
                        })),
                Scenario.of(DenialReason.UNKNOWN_KEY, id -> Optional.empty()),
                Scenario.of(DenialReason.UNKNOWN_KEY, id -> Optional.empty())
                        .sending(request -> Way.BEARER.send(key + "x"))
                        .with(builder -> builder.alsoAccept(CanaryTest::allSecret)),
                Scenario.of(DenialReason.WRONG_SECRET, found(settings, KeyStatus.ACTIVE, SecretHash.require(BCRYPT))),
                Scenario.of(
                        DenialReason.WRONG_SECRET,
                        found(settings, KeyStatus.ACTIVE, SecretHash.parse("$argon9$" + "A".repeat(43)))),
                Scenario.of(DenialReason.WRONG_SECRET, id -> keys.store.find(id))
                        .with(builder -> builder.hasher(SecretHasher.sha256())),
                Scenario.of(DenialReason.KEY_DISABLED, found(settings, KeyStatus.DISABLED, record.hash())),
                Scenario.of(DenialReason.KEY_REVOKED, found(settings, KeyStatus.REVOKED, record.hash())),
                Scenario.of(
                        DenialReason.KEY_EXPIRED,
                        found(settings.withExpiry(Instant.EPOCH), KeyStatus.ACTIVE, record.hash())),
                Scenario.of(DenialReason.WRONG_ENVIRONMENT, keys.store).with(builder -> {
                    builder.environments.clear();
                    return builder.environments("dev");
                }),
                Scenario.of(
                        DenialReason.WRONG_SERVICE,
                        found(settings.withServices("billing"), KeyStatus.ACTIVE, record.hash())),
                Scenario.of(
                        DenialReason.WORKSPACE_SUSPENDED,
                        id -> Optional.of(new ResolvedKey(
                                record, WorkspaceRecord.of("acme", "free").withSuspended(true)))),
                Scenario.of(
                        DenialReason.ADDRESS_NOT_ALLOWED,
                        found(settings.withAllowlist("10.0.0.0/8"), KeyStatus.ACTIVE, record.hash())),
                Scenario.of(DenialReason.PERMISSION_MISSING, keys.store)
                        .sending(request -> request.requiring("billing:read")),
                Scenario.of(DenialReason.LIMIT_EXCEEDED, keys.store)
                        .with(builder -> builder.rateLimiter((buckets, permits) -> RateLimitResult.denied(
                                List.of(new Quota("key:one", RateLimit.perMinute(1), 0, 1, true)), 1))),
                Scenario.of(DenialReason.TOO_MANY_UNKNOWN_KEYS, id -> Optional.empty())
                        .with(builder -> builder.unknownKeysPerAddress(RateLimit.perMinute(1))),
                Scenario.of(DenialReason.UNAVAILABLE, broken),
                Scenario.of(DenialReason.UNAVAILABLE, id -> keys.store.find(id))
                        .with(builder -> builder.plans(Plans.of())),
                Scenario.of(DenialReason.UNAVAILABLE, keys.store)
                        .with(builder -> builder.rateLimiter((buckets, permits) -> {
                            throw new IllegalStateException("no answer about " + buckets);
                        })));
    }

    @Test
    void aKeyThatWentThroughEveryOutcomeIsFoundNowhere() {
        Set<DenialReason> met = EnumSet.noneOf(DenialReason.class);
        try (LogCapture captured = LogCapture.open()) {
            for (Scenario scenario : scenarios()) {
                for (Way way : Way.values()) {
                    Decision decision = play(scenario, way);
                    if (decision instanceof Denied denied) {
                        met.add(denied.reason());
                    }
                    assertThat(decision)
                            .extracting(made -> made instanceof Denied denied ? denied.reason() : null)
                            .isEqualTo(scenario.reason());
                }
            }
            keepObjectsOfTheAdministration();
            assertThat(captured.lines())
                    .as("the capture works")
                    .anyMatch(line -> line.contains("no answer about " + record.id()) && line.contains("socket"))
                    .anyMatch(line -> line.contains("I choke on"));
            texts.addAll(captured.lines());
        }

        assertThat(met).as("a new reason needs a scenario").containsExactly(DenialReason.values());
        assertThat(texts).hasSizeGreaterThan(200);
        assertThat(texts).allSatisfy(text -> assertThat(text).doesNotContain(secrets()));
    }

    @Test
    void aMapperThatReadsFieldsGetsNoSecretOut() {
        ObjectMapper fields = JsonMapper.builder()
                .visibility(PropertyAccessor.FIELD, Visibility.ANY)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .build();
        IssuedKey unrevealed = keys.issueKey(ApiKeySettings.named("other"));
        List<String> mapped = List.of(
                mapped(fields, presented()),
                mapped(fields, unrevealed),
                mapped(fields, Pepper.of(3, PEPPER)),
                mapped(fields, Pepper.verifyOnly(4, PEPPER)),
                mapped(fields, allSecret(key)),
                mapped(fields, hasher));
        String other = unrevealed.reveal();

        assertThat(mapped(fields, filledBuffer())).contains("head").doesNotContain("text");
        assertThat(mapped)
                .allSatisfy(json -> assertThat(json)
                        .doesNotContain(formsOf(key))
                        .doesNotContain(formsOf(other))
                        .doesNotContain(formsOf(new String(PEPPER, StandardCharsets.US_ASCII))));
    }

    private Decision play(Scenario scenario, Way way) {
        AuthenticatorBuilder builder = ApiKeyAuthenticator.lookupBuilder(scenario.store(), TestKeys.FORMAT)
                .environments("live")
                .hasher(hasher)
                .clock(keys.time)
                .nanoClock(keys.time::nanos)
                .inlineListener(this::keepAndChoke)
                .listener(event -> LOG.info("heard {}", event), 10);
        ApiKeyAuthenticator authenticator = scenario.settings().apply(builder).build();
        if (scenario.reason() == DenialReason.TOO_MANY_UNKNOWN_KEYS) {
            String somebodyElses =
                    TestKeys.FORMAT.generate("live", new SeededRandom(12)).reveal();
            authenticator.decide(way.send(somebodyElses));
        }
        TestRequest request = scenario.request().apply(way.send(key));
        OccasionalLog log = new OccasionalLog(() -> 0);
        KeyBuffer buffer = SecretHasher.sha256().takeBuffer();
        keep(new CredentialReader("X-API-Key", KeyFormats.of(List.of(TestKeys.FORMAT), log), true)
                .read(request, buffer));
        keep(buffer);

        Decision decision = authenticator.decide(request);
        authenticator.close();

        HttpResponses answers = HttpResponses.of(authenticator).withLegacyQuotaFields();
        keep(answers, builder, authenticator, decision);
        if (decision instanceof Denied denied) {
            keepMapped(denied, answers.denial(denied));
        } else if (decision instanceof Granted granted) {
            keepMapped(granted, granted.principal(), answers.quota(granted));
        }
        return decision;
    }

    private void keepAndChoke(AuthEvent event) {
        keepMapped(event);
        throw new IllegalStateException("I choke on " + event, new AssertionError(event.decision()));
    }

    private void keepObjectsOfTheAdministration() {
        ResolvedKey resolved = keys.store.find(record.id()).orElseThrow();
        keep(hasher, Pepper.of(3, PEPPER), TestKeys.FORMAT, keys.apiKeys, keys.store, record.hash());
        keep(CompiledKey.of(
                Reads.of(resolved), resolved, Plans.standard(), Set.of("live"), Set.of(), new SharedParts()));
        keep(Pepper.verifyOnly(4, PEPPER), KeyId.derivedFrom(key), SecretHash.require(BCRYPT), allSecret(key));
        keepMapped(allSecret(key), SlowHashBounds.standard());
        try {
            texts.add(SecretHash.require(record.hash().encoded() + "x").toString());
        } catch (IllegalArgumentException e) {
            texts.add(stackTraceOf(e));
        }
        keepMapped(issued, record, record.settings(), resolved, presented());
        try {
            texts.add(issued.reveal());
        } catch (IllegalStateException e) {
            texts.add(stackTraceOf(e));
        }
    }

    private void keep(Object... objects) {
        for (Object object : objects) {
            texts.add(object.toString());
        }
    }

    private void keepMapped(Object... objects) {
        ObjectMapper mapper = JsonMapper.builder()
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .build();
        keep(objects);
        for (Object object : objects) {
            texts.add(mapped(mapper, object));
        }
    }

    /** What a mapper makes of an object, or what it says when it cannot. */
    private static String mapped(ObjectMapper mapper, Object object) {
        try {
            return mapper.writeValueAsString(object);
        } catch (Exception e) {
            return stackTraceOf(e);
        }
    }

    private static String stackTraceOf(Exception e) {
        StringWriter stackTrace = new StringWriter();
        e.printStackTrace(new PrintWriter(stackTrace));
        return stackTrace.toString();
    }

    /** The key as one that somebody else has issued, and in which there is nothing to name it by. */
    private static PresentedKey allSecret(String text) {
        return PresentedKey.of(text, KeyId.derivedFrom(text), 0, text.length());
    }

    private String secretPart() {
        return key.substring(key.length() - 38, key.length() - 6);
    }

    private KeyBuffer filledBuffer() {
        KeyBuffer buffer = SecretHasher.sha256().takeBuffer();
        assertThat(TestKeys.FORMAT.parse(key, 0, buffer)).isTrue();
        return buffer;
    }

    private PresentedKey presented() {
        PresentedKey presented = TestKeys.FORMAT.parse(key);
        assertThat(presented).isNotNull();
        return presented;
    }

    private ApiKeyLookup found(ApiKeySettings settings, KeyStatus status, SecretHash hash) {
        ApiKeyRecord changed = new ApiKeyRecord(
                record.id(),
                2,
                "acme",
                "live",
                hash,
                status,
                settings,
                record.createdAt(),
                record.createdBy(),
                status == KeyStatus.REVOKED ? "lost" : null,
                Lineage.NONE);
        return id -> Optional.of(new ResolvedKey(changed, WorkspaceRecord.of("acme", "free")));
    }

    /** Everything that must not be found, in the forms in which it could be printed. */
    private List<String> secrets() {
        List<String> secrets = new ArrayList<>(formsOf(key));
        secrets.addAll(formsOf(secretPart()));
        secrets.addAll(formsOf(new String(PEPPER, StandardCharsets.US_ASCII)));
        String hash = record.hash().encoded();
        String digest = hash.substring(hash.lastIndexOf('$') + 1);
        secrets.add(digest);
        secrets.add(HexFormat.of().formatHex(Base64.getDecoder().decode(digest)));
        return secrets;
    }

    private static List<String> formsOf(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.US_ASCII);
        return List.of(
                secret,
                Base64.getEncoder().withoutPadding().encodeToString(bytes),
                HexFormat.of().formatHex(bytes));
    }
}
