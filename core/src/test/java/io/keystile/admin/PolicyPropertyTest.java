package io.keystile.admin;

import static io.keystile.admin.Administration.ADMIN;
import static io.keystile.admin.Administration.FORMAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.keystile.ManualTime;
import io.keystile.key.KeyId;
import io.keystile.key.SecretHasher;
import io.keystile.key.SeededRandom;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyPolicy;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.InMemoryApiKeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Any sequence of administration against a model of the rules that is nothing but a list. */
class PolicyPropertyTest {
    private static final Duration LIFE = Duration.ofDays(10);
    private static final Duration OVERLAP = Duration.ofDays(4);

    /** A key of the model. */
    private static final class Model {
        final KeyId id;
        Instant end;
        boolean revoked;
        boolean disabled;

        @Nullable
        Model successor;

        @Nullable
        Model predecessor;

        Model(KeyId id, Instant end) {
            this.id = id;
            this.end = end;
        }

        boolean live(Instant now) {
            return !revoked && now.isBefore(end);
        }

        /** Returns whether a key that replaced it, directly or in turn, is not revoked. */
        boolean isReplaced() {
            for (Model next = successor; next != null; next = next.successor) {
                if (!next.revoked) {
                    return true;
                }
            }
            return false;
        }

        boolean counts(Instant now) {
            return live(now) && (successor == null || !successor.live(now) || successor.isSucceeded(now));
        }

        boolean isSucceeded(Instant now) {
            return successor != null && successor.live(now);
        }
    }

    private final ManualTime time = new ManualTime();
    private final List<Model> models = new ArrayList<>();

    @Property(tries = 2_000)
    void policyHoldsAndRotationIsAlwaysPossible(
            @ForAll @IntRange(min = 1, max = 4) int most,
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 599) Integer> steps) {
        models.clear();
        InMemoryApiKeyStore store = new InMemoryApiKeyStore();
        KeyPolicy policy = KeyPolicy.NONE.withLongestLife(LIFE).withMostLiveKeys(most);
        ApiKeys keys = new ApiKeys(
                store,
                FORMAT,
                SecretHasher.sha256(),
                Plans.of(Plan.of("free", RateLimit.perMinute(1)).withPolicy(policy)),
                time,
                new SeededRandom(3));
        keys.createWorkspace(ADMIN, WorkspaceRecord.of("acme", "free"));
        for (int step : steps) {
            int which = step / 6;
            if (step % 6 <= 1 || models.isEmpty()) {
                issue(keys, most, Duration.ofDays(which % 12 + 1));
            } else {
                change(keys, step % 6, models.get(which % models.size()));
            }
            assertThat(models).allSatisfy(model -> {
                ApiKeyRecord record = store.find(model.id).orElseThrow().key();
                assertThat(PolicyRules.isLive(record, time.instant())).isEqualTo(model.live(time.instant()));
            });
            assertThat(models.stream().filter(model -> model.live(time.instant())))
                    .hasSizeLessThanOrEqualTo(2 * most);
        }
    }

    private void issue(ApiKeys keys, int most, Duration life) {
        Instant now = time.instant();
        Instant end = now.plus(life);
        long counted = models.stream().filter(model -> model.counts(now)).count();
        ApiKeySettings settings = ApiKeySettings.named("n").withExpiry(end);
        if (life.compareTo(LIFE) > 0) {
            assertThatCode(() -> keys.issue(ADMIN, "acme", "live", settings))
                    .isInstanceOf(IllegalArgumentException.class);
        } else if (counted >= most) {
            assertThatCode(() -> keys.issue(ADMIN, "acme", "live", settings)).isInstanceOf(IllegalStateException.class);
        } else {
            models.add(new Model(
                    keys.issue(ADMIN, "acme", "live", settings).record().id(), end));
        }
    }

    private void change(ApiKeys keys, int kind, Model model) {
        Instant now = time.instant();
        switch (kind) {
            case 2 -> {
                time.advance(Duration.ofDays(1));
            }
            case 3 -> {
                keys.revoke(ADMIN, model.id, "x");
                model.revoked = true;
            }
            case 4 -> {
                if (!model.revoked) {
                    model.disabled = !model.disabled;
                    assertThat(model.disabled ? keys.disable(ADMIN, model.id) : keys.enable(ADMIN, model.id))
                            .isPresent();
                }
            }
            default -> rotate(keys, model, now);
        }
    }

    private void rotate(ApiKeys keys, Model model, Instant now) {
        if (!model.live(now) || model.disabled || model.isReplaced()) {
            assertThatCode(() -> keys.rotate(ADMIN, model.id, Overlap.of(OVERLAP)))
                    .isInstanceOf(IllegalStateException.class);
            return;
        }
        ApiKeyRecord next =
                keys.rotate(ADMIN, model.id, Overlap.of(OVERLAP)).orElseThrow().record();
        Instant end = next.settings().expiresAt();
        assertThat(end).isNotNull().isBeforeOrEqualTo(now.plus(LIFE));
        Model successor = new Model(next.id(), end);
        models.add(successor);
        model.successor = successor;
        successor.predecessor = model;
        for (Model earlier = model.predecessor; earlier != null; earlier = earlier.predecessor) {
            earlier.end = earlier.end.isBefore(now) ? earlier.end : now;
        }
        model.end = model.end.isBefore(now.plus(OVERLAP)) ? model.end : now.plus(OVERLAP);
    }
}
