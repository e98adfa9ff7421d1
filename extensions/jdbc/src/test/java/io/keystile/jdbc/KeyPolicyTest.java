package io.keystile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyPolicy;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.KeyQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyPolicyTest {
    private static final Actor ADMIN = Actor.system("test");
    private static final int MOST = 5;
    private static final int NODES = 4;
    private static final Plans PLANS =
            Plans.of(Plan.of("free", RateLimit.perMinute(1)).withPolicy(KeyPolicy.NONE.withMostLiveKeys(MOST)));

    private static ApiKeys node(HikariDataSource pool) {
        return new ApiKeys(JdbcApiKeyStore.over(pool), ApiKeyFormat.ofBrand("pk"), SecretHasher.sha256(), PLANS);
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(120)
    void mostLiveKeysHoldAgainstNodesThatIssueAtOnce(TestDatabase database) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(NODES);
        try (HikariDataSource pool = database.newPool()) {
            node(pool).createWorkspace(ADMIN, WorkspaceRecord.of("acme", "free"));
            CyclicBarrier together = new CyclicBarrier(NODES);
            List<Future<Integer>> issued = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                ApiKeys node = node(pool);
                issued.add(threads.submit(() -> {
                    together.await();
                    return issueUntilFull(node);
                }));
            }
            int sum = 0;
            for (Future<Integer> each : issued) {
                sum += each.get();
            }
            assertThat(sum).isEqualTo(MOST);
            assertThat(JdbcApiKeyStore.over(pool).list(KeyQuery.ofAll())).hasSize(MOST);
        } finally {
            threads.shutdownNow();
        }
    }

    private static int issueUntilFull(ApiKeys keys) {
        int issued = 0;
        try {
            while (issued <= MOST) {
                keys.issue(ADMIN, "acme", "live", ApiKeySettings.named("ci"));
                issued++;
            }
        } catch (IllegalStateException full) {
            assertThat(full).hasMessageContaining("live keys");
        }
        return issued;
    }
}
