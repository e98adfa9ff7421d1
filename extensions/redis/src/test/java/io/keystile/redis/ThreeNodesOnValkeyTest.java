package io.keystile.redis;

import io.keystile.testkit.RedisProcess.Program;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@EnabledIfSystemProperty(named = "keystile.valkey", matches = ".+", disabledReason = "no -Dkeystile.valkey")
class ThreeNodesOnValkeyTest extends ThreeNodesTest {
    @Override
    Program program() {
        return Program.VALKEY;
    }
}
