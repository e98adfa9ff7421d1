package io.keystile.monitoring.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.keystile.ApiKeyAuthenticator;
import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.CredentialSource;
import io.keystile.Decision;
import io.keystile.DenialReason;
import io.keystile.Events;
import io.keystile.ManualTime;
import io.keystile.RequestDetails;
import io.keystile.TestKeys;
import io.keystile.TestRequest;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.PermissionSet;
import io.keystile.ratelimit.RateLimitResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RecentDecisionsTest {
    private static final AccessLogSettings SETTINGS = AccessLogSettings.standard();

    private final RecentDecisions recent = new RecentDecisions(SETTINGS, 3, 10, 2);

    private static Instant at(int second) {
        return Events.MONDAY.plusSeconds(second);
    }

    private static AuthEvent granted(String workspace, int key, int second) {
        KeyId id = Events.key(key);
        ApiKeyPrincipal caller =
                new ApiKeyPrincipal(id, id, "ci", workspace, "live", "free", PermissionSet.NONE, Map.of());
        Decision decision = new Decision.Granted(caller, CredentialSource.BEARER, RateLimitResult.granted(List.of()));
        return new AuthEvent(at(second), decision, caller, null, RequestDetails.NONE, 0);
    }

    private static AuthEvent madeUp(int key, int second) {
        return Events.unverified(DenialReason.UNKNOWN_KEY, Events.key(key), Events.HOME, at(second));
    }

    private static List<Instant> times(List<RecentDecision> decisions) {
        return decisions.stream().map(RecentDecision::time).toList();
    }

    @Test
    void lastDecisionsOfAKeyAreListedNewestFirst() {
        for (int second = 0; second < 5; second++) {
            recent.onDecision(granted("acme", 1, second));
        }
        recent.onDecision(granted("acme", 2, 5));

        assertThat(times(recent.ofKey("acme", Events.key(1)))).containsExactly(at(4), at(3), at(2));
        assertThat(times(recent.ofWorkspace("acme", 99))).containsExactly(at(5), at(4), at(3), at(2));
        assertThat(times(recent.all(99))).containsExactly(at(5), at(4), at(3), at(2));
    }

    @Test
    void limitOfAPageKeepsTheNewest() {
        for (int second = 0; second < 6; second++) {
            recent.onDecision(granted("acme", second, second));
            recent.onDecision(madeUp(second, second));
        }

        assertThat(times(recent.ofWorkspace("acme", 2))).containsExactly(at(5), at(4));
        assertThat(times(recent.all(3))).containsExactly(at(5), at(4), at(3));
        assertThat(times(recent.withoutKey(1))).containsExactly(at(5));
        assertThat(recent.all(0)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> recent.all(-1));
    }

    @Test
    void otherWorkspacesDoNotSeeAKey() {
        recent.onDecision(granted("acme", 1, 0));

        assertThat(recent.ofKey("zeta", Events.key(1))).isEmpty();
        assertThat(recent.ofWorkspace("zeta", 99)).isEmpty();
        assertThat(recent.ofKey("acme", Events.key(2))).isEmpty();
    }

    @Test
    void madeUpIdsReplaceOnlyEachOther() {
        recent.onDecision(granted("acme", 1, 0));
        for (int i = 0; i < 1_000; i++) {
            recent.onDecision(madeUp(i, i));
        }
        recent.onDecision(Events.unverified(DenialReason.WRONG_SECRET, Events.key(1), Events.HOME, at(1_000)));

        assertThat(times(recent.all(99))).containsExactly(at(0));
        assertThat(recent.ofKey("acme", Events.key(1))).hasSize(1);
        assertThat(times(recent.withoutKey(99))).containsExactly(at(1_000), at(999));
        assertThat(recent.withoutKey(99).get(0).keyId()).isEqualTo(Events.key(1));
        assertThat(recent.withoutKey(99).get(0).workspace()).isNull();
    }

    @Test
    void busyWorkspaceReplacesItsOwnDecisionsOnceItHasItsShare() {
        recent.onDecision(granted("quiet", 1, 0));
        for (int i = 1; i <= 1_000; i++) {
            recent.onDecision(granted("busy", 100 + i, i));
        }

        assertThat(times(recent.ofWorkspace("quiet", 99))).containsExactly(at(0));
        assertThat(recent.all(99)).hasSize(10);
        assertThat(times(recent.ofWorkspace("busy", 99))).startsWith(at(1_000)).endsWith(at(992));
    }

    @Test
    void workspaceBelowItsShareReplacesTheOldestOfAll() {
        for (int i = 0; i < 10; i++) {
            recent.onDecision(granted("first", i, i));
        }
        for (int i = 10; i < 20; i++) {
            recent.onDecision(granted("second", i, i));
        }

        assertThat(recent.ofWorkspace("first", 99)).hasSize(5);
        assertThat(times(recent.ofWorkspace("second", 99))).containsExactly(at(19), at(18), at(17), at(16), at(15));
    }

    /** Each number is a call: its workspace, its key, and whether its secret was right. */
    @Property
    void boundsAndOrderHoldForEverySequenceOfCalls(
            @ForAll @Size(max = 200) List<@IntRange(max = 39) Integer> calls,
            @ForAll @IntRange(min = 1, max = 4) int perKey,
            @ForAll @IntRange(min = 1, max = 12) int max) {
        RecentDecisions decisions = new RecentDecisions(SETTINGS, perKey, max, 3);
        List<Instant> unverified = new ArrayList<>();
        for (int second = 0; second < calls.size(); second++) {
            int call = calls.get(second);
            boolean verified = call < 36;
            decisions.onDecision(verified ? granted("w" + call % 3, call % 12, second) : madeUp(call, second));
            if (verified) {
                assertThat(decisions.all(99).get(0).time()).isEqualTo(at(second));
            } else {
                unverified.add(0, at(second));
            }
            assertThat(times(decisions.withoutKey(99)))
                    .isEqualTo(unverified.subList(0, Math.min(3, unverified.size())));
            assertListsAgree(decisions, perKey, max);
        }
    }

    private static void assertListsAgree(RecentDecisions decisions, int perKey, int max) {
        List<RecentDecision> all = decisions.all(99);
        assertThat(all).hasSizeLessThanOrEqualTo(max);
        assertThat(times(all)).isSortedAccordingTo((one, other) -> other.compareTo(one));
        for (int workspace = 0; workspace < 3; workspace++) {
            String name = "w" + workspace;
            assertThat(decisions.ofWorkspace(name, 99))
                    .isEqualTo(all.stream()
                            .filter(row -> name.equals(row.workspace()))
                            .toList());
        }
        for (int key = 0; key < 12; key++) {
            KeyId id = Events.key(key);
            assertThat(decisions.ofKey("w" + key % 3, id))
                    .hasSizeLessThanOrEqualTo(perKey)
                    .isEqualTo(
                            all.stream().filter(row -> id.equals(row.keyId())).toList());
        }
    }

    @Test
    void decisionsOfAnAuthenticatorHaveWhatTheAccessLogHas() throws Exception {
        TestKeys keys = new TestKeys();
        String key = keys.issue(ApiKeySettings.named("ci"));
        String secret = key.substring(key.length() - 38);
        List<String> lines = new ArrayList<>();
        ManualTime clock = new ManualTime();
        AccessLog log = new AccessLog(SETTINGS, lines::add, clock, clock::nanos);
        try (ApiKeyAuthenticator authenticator =
                keys.authenticator().inlineListener(recent).inlineListener(log).build()) {
            authenticator.decide(
                    TestRequest.bearer(key).calling("POST", "/flows/" + key).header("User-Agent", "curl/8 " + key));
            authenticator.decide(TestRequest.bearer(key).requiring("flows:delete"));
        }

        RecentDecision granted = recent.ofWorkspace("acme", 99).get(1);
        assertThat(granted.isGranted()).isTrue();
        assertThat(granted.instance()).isNull();
        assertThat(granted.keyId()).isEqualTo(TestKeys.idOf(key));
        assertThat(granted.method()).isEqualTo("POST");
        assertThat(granted.path()).startsWith("/flows/").hasSizeLessThan(40);
        assertThat(granted.userAgent()).startsWith("curl/8 ").hasSizeLessThan(40);
        assertThat(granted.address()).isEqualTo("192.0.2.7");
        assertThat(granted.toString()).doesNotContain(secret);
        RecentDecision denied = recent.ofWorkspace("acme", 99).get(0);
        assertThat(denied.isGranted()).isFalse();
        assertThat(denied.reason()).isEqualTo(DenialReason.PERMISSION_MISSING);
        assertThat(denied.instance())
                .isEqualTo(new ObjectMapper()
                        .readTree(lines.get(1))
                        .path("instance")
                        .asText())
                .startsWith("urn:uuid:");
    }

    @Test
    void settingsOfTheAccessLogLeaveDetailsOut() {
        RecentDecisions masked =
                new RecentDecisions(SETTINGS.withoutPaths().withoutUserAgents().withAddresses(AddressMask.network()));
        AuthEvent event = Events.granted(Events.key(1), Events.HOME, at(0));
        RequestDetails details = new RequestDetails("GET", "/people/ada", "curl/8");
        masked.onDecision(
                new AuthEvent(event.time(), event.decision(), event.caller(), event.clientAddress(), details, 7));

        assertThat(masked.all(99))
                .singleElement()
                .isEqualTo(new RecentDecision(
                        at(0), null, null, Events.key(1), "acme", "GET", null, "192.0.2.0/24", null, 7));
    }

    @Test
    void decisionsThatTheQueueDroppedAreCounted() {
        recent.onLoss(3);
        recent.onLoss(4);
        assertThat(recent.missed()).isEqualTo(7);
    }

    @Test
    void boundsBelowOneAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RecentDecisions(SETTINGS, 0, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new RecentDecisions(SETTINGS, 1, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new RecentDecisions(SETTINGS, 1, 1, 0));
    }
}
