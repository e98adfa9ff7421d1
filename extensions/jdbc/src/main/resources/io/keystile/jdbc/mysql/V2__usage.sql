-- liquibase formatted sql
-- changeset keystile:2

-- How many calls each key made in an hour of UTC, by outcome. Rows stay when the key is deleted; delete those you no longer want.

CREATE TABLE IF NOT EXISTS keystile_usage (
    key_id     VARCHAR(40) NOT NULL,
    workspace  VARCHAR(64) NOT NULL,
    hour_start DATETIME(6) NOT NULL,
    outcome    VARCHAR(20) NOT NULL,
    calls      BIGINT      NOT NULL,
    PRIMARY KEY (key_id, hour_start, outcome),
    CONSTRAINT keystile_usage_calls CHECK (calls >= 1),
    INDEX keystile_usage_by_workspace (workspace, hour_start)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
