-- liquibase formatted sql
-- changeset keystile:10

-- How the alerts of a workspace are set up: rules, thresholds and recipients, as JSON. The version is the number of changes. A
-- workspace that has chosen nothing has no row.

CREATE TABLE IF NOT EXISTS keystile_alert_settings (
    workspace VARCHAR(64) NOT NULL,
    version   BIGINT NOT NULL,
    settings  TEXT NOT NULL,
    PRIMARY KEY (workspace)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
