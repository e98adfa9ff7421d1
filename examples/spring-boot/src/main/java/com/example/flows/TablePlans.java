package com.example.flows;

import io.keystile.model.Plan;
import io.keystile.model.PlanSource;
import io.keystile.ratelimit.RateLimit;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The plans of the table {@code plan}. A changed row applies within 30 seconds, without a restart. */
@Component
class TablePlans implements PlanSource {
    private final JdbcClient database;

    TablePlans(JdbcClient database) {
        this.database = database;
    }

    @Override
    public Optional<Plan> find(String name) {
        return database.sql("SELECT calls_per_minute FROM plan WHERE name = ?")
                .param(name)
                .query(Long.class)
                .optional()
                .map(calls -> Plan.of(name, RateLimit.perMinute(calls)));
    }
}
