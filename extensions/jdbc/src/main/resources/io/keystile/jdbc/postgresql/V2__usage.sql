-- liquibase formatted sql
-- changeset keystile:2

-- How many calls each key made in an hour of UTC, by outcome. Rows stay when the key is deleted; delete those you no longer want.

CREATE TABLE IF NOT EXISTS keystile_usage (
    key_id     VARCHAR(40) COLLATE "C" NOT NULL,
    workspace  VARCHAR(64) COLLATE "C" NOT NULL,
    hour_start TIMESTAMPTZ(6)          NOT NULL,
    outcome    VARCHAR(20) COLLATE "C" NOT NULL,
    calls      BIGINT                  NOT NULL,
    CONSTRAINT keystile_usage_pk PRIMARY KEY (key_id, hour_start, outcome),
    CONSTRAINT keystile_usage_calls CHECK (calls >= 1)
);

CREATE INDEX IF NOT EXISTS keystile_usage_by_workspace ON keystile_usage (workspace, hour_start);
