-- liquibase formatted sql
-- changeset keystile:1

-- Instants are kept to the microsecond. Lists are JSON. Whoever changes a record by hand counts its version up, so that
-- no writer that has read the record before undoes the change.

CREATE TABLE IF NOT EXISTS keystile_workspace (
    id            VARCHAR(64) COLLATE "C" NOT NULL,
    version       BIGINT                  NOT NULL,
    plan          VARCHAR(32)             NOT NULL,
    ceiling       TEXT                    NOT NULL,
    shared_limits TEXT                    NOT NULL,
    suspended     BOOLEAN                 NOT NULL,
    CONSTRAINT keystile_workspace_pk PRIMARY KEY (id),
    CONSTRAINT keystile_workspace_version CHECK (version >= 1)
);

CREATE TABLE IF NOT EXISTS keystile_key (
    id                      VARCHAR(40) COLLATE "C"  NOT NULL,
    version                 BIGINT                   NOT NULL,
    workspace               VARCHAR(64) COLLATE "C"  NOT NULL,
    environment             VARCHAR(12) COLLATE "C"  NOT NULL,
    hash                    TEXT COLLATE "C"         NOT NULL,
    hash_scheme             TEXT COLLATE "C"         NOT NULL GENERATED ALWAYS AS (
        CASE WHEN hash LIKE '$hmac-sha256$v=%' THEN '$hmac-sha256$' || split_part(hash, '$', 3)
             WHEN hash LIKE '$%' THEN left('$' || split_part(hash, '$', 2), 40)
             ELSE '?' END) STORED,
    status                  VARCHAR(8) COLLATE "C"   NOT NULL,
    revocation_reason       VARCHAR(200),
    name                    VARCHAR(100) COLLATE "C" NOT NULL,
    plan                    VARCHAR(32),
    limits                  TEXT                     NOT NULL,
    permissions             TEXT                     NOT NULL,
    allowlist               TEXT,
    metadata                TEXT                     NOT NULL,
    created_at              TIMESTAMPTZ(6)           NOT NULL,
    created_by              VARCHAR(100)             NOT NULL,
    expires_at              TIMESTAMPTZ(6),
    predecessor             VARCHAR(40) COLLATE "C",
    successor               VARCHAR(40) COLLATE "C",
    retires_at              TIMESTAMPTZ(6),
    until_successor_is_used BOOLEAN                  NOT NULL,
    ends_at                 TIMESTAMPTZ(6) GENERATED ALWAYS AS (LEAST(expires_at, retires_at)) STORED,
    last_used_at            TIMESTAMPTZ(6),
    last_used_from          VARCHAR(45),
    CONSTRAINT keystile_key_pk PRIMARY KEY (id),
    CONSTRAINT keystile_key_workspace FOREIGN KEY (workspace) REFERENCES keystile_workspace (id),
    CONSTRAINT keystile_key_version CHECK (version >= 1),
    CONSTRAINT keystile_key_status CHECK (status IN ('ACTIVE', 'DISABLED', 'REVOKED')),
    CONSTRAINT keystile_key_reason CHECK ((status = 'REVOKED') = (revocation_reason IS NOT NULL)),
    CONSTRAINT keystile_key_successor CHECK ((successor IS NULL) = (retires_at IS NULL)),
    CONSTRAINT keystile_key_until CHECK (successor IS NOT NULL OR NOT until_successor_is_used)
    -- Room for the next version of a row on its page: noting a last use then changes no index.
) WITH (fillfactor = 85);

CREATE INDEX IF NOT EXISTS keystile_key_by_creation ON keystile_key (created_at, id);
CREATE INDEX IF NOT EXISTS keystile_key_by_workspace ON keystile_key (workspace, created_at, id);
CREATE INDEX IF NOT EXISTS keystile_key_by_environment ON keystile_key (environment, created_at, id);
CREATE INDEX IF NOT EXISTS keystile_key_by_status ON keystile_key (status, created_at, id);
CREATE INDEX IF NOT EXISTS keystile_key_by_name ON keystile_key (name);
CREATE INDEX IF NOT EXISTS keystile_key_by_end ON keystile_key (ends_at);
CREATE INDEX IF NOT EXISTS keystile_key_by_scheme ON keystile_key (hash_scheme) WHERE status <> 'REVOKED';
