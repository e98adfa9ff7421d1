-- liquibase formatted sql
-- changeset keystile:10

-- How the alerts of a workspace are set up: rules, thresholds and recipients, as JSON. The version is the number of changes. A
-- workspace that has chosen nothing has no row.

CREATE TABLE IF NOT EXISTS keystile_alert_settings (
    workspace VARCHAR(64) NOT NULL,
    version   BIGINT NOT NULL,
    settings  CHARACTER LARGE OBJECT NOT NULL,
    CONSTRAINT keystile_alert_settings_pk PRIMARY KEY (workspace)
);
