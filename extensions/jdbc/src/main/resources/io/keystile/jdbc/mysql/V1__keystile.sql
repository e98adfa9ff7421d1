-- liquibase formatted sql
-- changeset keystile:1

-- Instants are in UTC, kept to the microsecond. Lists are JSON. Whoever changes a record by hand counts its version up, so
-- that no writer that has read the record before undoes the change.

CREATE TABLE IF NOT EXISTS keystile_workspace (
    id            VARCHAR(64) NOT NULL,
    version       BIGINT      NOT NULL,
    plan          VARCHAR(32) NOT NULL,
    ceiling       MEDIUMTEXT  NOT NULL,
    shared_limits MEDIUMTEXT  NOT NULL,
    suspended     BOOLEAN     NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT keystile_workspace_version CHECK (version >= 1)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS keystile_key (
    id                      VARCHAR(40)  NOT NULL,
    version                 BIGINT       NOT NULL,
    workspace               VARCHAR(64)  NOT NULL,
    environment             VARCHAR(12)  NOT NULL,
    hash                    TEXT         NOT NULL,
    hash_scheme             VARCHAR(64) GENERATED ALWAYS AS (
        CASE WHEN hash LIKE '$hmac-sha256$v=%' THEN LEFT(SUBSTRING_INDEX(hash, '$', 3), 64)
             WHEN hash LIKE '$%' THEN LEFT(SUBSTRING_INDEX(hash, '$', 2), 40)
             ELSE '?' END) STORED,
    status                  VARCHAR(8)   NOT NULL,
    revocation_reason       VARCHAR(200),
    name                    VARCHAR(100) NOT NULL,
    plan                    VARCHAR(32),
    limits                  MEDIUMTEXT   NOT NULL,
    permissions             MEDIUMTEXT   NOT NULL,
    allowlist               MEDIUMTEXT,
    metadata                MEDIUMTEXT   NOT NULL,
    created_at              DATETIME(6)  NOT NULL,
    created_by              VARCHAR(100) NOT NULL,
    expires_at              DATETIME(6),
    predecessor             VARCHAR(40),
    successor               VARCHAR(40),
    retires_at              DATETIME(6),
    until_successor_is_used BOOLEAN      NOT NULL,
    ends_at                 DATETIME(6) GENERATED ALWAYS AS (
        COALESCE(LEAST(expires_at, retires_at), expires_at, retires_at)) STORED,
    last_used_at            DATETIME(6),
    last_used_from          VARCHAR(45),
    PRIMARY KEY (id),
    CONSTRAINT keystile_key_workspace FOREIGN KEY (workspace) REFERENCES keystile_workspace (id),
    CONSTRAINT keystile_key_version CHECK (version >= 1),
    CONSTRAINT keystile_key_status CHECK (status IN ('ACTIVE', 'DISABLED', 'REVOKED')),
    CONSTRAINT keystile_key_reason CHECK ((status = 'REVOKED') = (revocation_reason IS NOT NULL)),
    CONSTRAINT keystile_key_successor CHECK ((successor IS NULL) = (retires_at IS NULL)),
    CONSTRAINT keystile_key_until CHECK (successor IS NOT NULL OR NOT until_successor_is_used),
    INDEX keystile_key_by_creation (created_at, id),
    INDEX keystile_key_by_workspace (workspace, created_at, id),
    INDEX keystile_key_by_environment (environment, created_at, id),
    INDEX keystile_key_by_status (status, created_at, id),
    INDEX keystile_key_by_name (name),
    INDEX keystile_key_by_end (ends_at),
    INDEX keystile_key_by_scheme (hash_scheme, status)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
