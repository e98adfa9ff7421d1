-- liquibase formatted sql
-- changeset keystile:9

-- Alerts. The incidents of all nodes about one subject (a rule, and a key or a network) are one row while they overlap; its parts
-- are what each process has reported, as JSON. The workspace is that of the key, also if the key was only claimed: then verified
-- is false. The store keeps the last rows of each rule. The index of usage is for deleting
-- old rows. The column that comes last shows that all of this was done.

CREATE INDEX keystile_usage_by_hour ON keystile_usage (hour_start);

CREATE TABLE IF NOT EXISTS keystile_alert (
    id           VARCHAR(120) NOT NULL,
    subject      VARCHAR(100) NOT NULL,
    number       BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    rule         VARCHAR(40) NOT NULL,
    severity     VARCHAR(20) NOT NULL,
    key_id       VARCHAR(40),
    verified     BOOLEAN NOT NULL,
    workspace    VARCHAR(64),
    network      VARCHAR(50),
    first_seen   DATETIME(6) NOT NULL,
    last_seen    DATETIME(6) NOT NULL,
    open_until   DATETIME(6) NOT NULL,
    calls        BIGINT NOT NULL,
    key_disabled BOOLEAN NOT NULL,
    text         VARCHAR(200) NOT NULL,
    PRIMARY KEY (id),
    INDEX keystile_alert_by_subject (subject, number),
    INDEX keystile_alert_by_time (first_seen, id),
    INDEX keystile_alert_by_workspace (workspace, first_seen, id),
    INDEX keystile_alert_by_key (key_id, first_seen, id),
    INDEX keystile_alert_by_rule (rule, first_seen, id),
    INDEX keystile_alert_by_end (last_seen)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

ALTER TABLE keystile_alert ADD COLUMN parts MEDIUMTEXT NOT NULL;
