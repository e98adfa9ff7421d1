-- liquibase formatted sql
-- changeset keystile:1

-- Instants are kept to the microsecond. Lists are JSON. Whoever changes a record by hand counts its version up, so that
-- no writer that has read the record before undoes the change.

CREATE TABLE IF NOT EXISTS keystile_workspace (
    id            VARCHAR(64)            NOT NULL,
    version       BIGINT                 NOT NULL,
    plan          VARCHAR(32)            NOT NULL,
    ceiling       CHARACTER LARGE OBJECT NOT NULL,
    shared_limits CHARACTER LARGE OBJECT NOT NULL,
    suspended     BOOLEAN                NOT NULL,
    CONSTRAINT keystile_workspace_pk PRIMARY KEY (id),
    CONSTRAINT keystile_workspace_version CHECK (version >= 1)
);

CREATE TABLE IF NOT EXISTS keystile_key (
    id                      VARCHAR(40)            NOT NULL,
    version                 BIGINT                 NOT NULL,
    workspace               VARCHAR(64)            NOT NULL,
    environment             VARCHAR(12)            NOT NULL,
    hash                    VARCHAR                NOT NULL,
    hash_scheme             VARCHAR GENERATED ALWAYS AS (
        CASE WHEN hash LIKE '$hmac-sha256$v=%' THEN REGEXP_SUBSTR(hash, '^\$hmac-sha256\$v=[^$]*')
             WHEN hash LIKE '$%' THEN LEFT(REGEXP_SUBSTR(hash, '^\$[^$]*'), 40)
             ELSE '?' END),
    status                  VARCHAR(8)             NOT NULL,
    revocation_reason       VARCHAR(200),
    name                    VARCHAR(100)           NOT NULL,
    plan                    VARCHAR(32),
    limits                  CHARACTER LARGE OBJECT NOT NULL,
    permissions             CHARACTER LARGE OBJECT NOT NULL,
    allowlist               CHARACTER LARGE OBJECT,
    metadata                CHARACTER LARGE OBJECT NOT NULL,
    created_at              TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    created_by              VARCHAR(100)           NOT NULL,
    expires_at              TIMESTAMP(6) WITH TIME ZONE,
    predecessor             VARCHAR(40),
    successor               VARCHAR(40),
    retires_at              TIMESTAMP(6) WITH TIME ZONE,
    until_successor_is_used BOOLEAN                NOT NULL,
    ends_at                 TIMESTAMP(6) WITH TIME ZONE GENERATED ALWAYS AS (
        COALESCE(LEAST(expires_at, retires_at), expires_at, retires_at)),
    last_used_at            TIMESTAMP(6) WITH TIME ZONE,
    last_used_from          VARCHAR(45),
    CONSTRAINT keystile_key_pk PRIMARY KEY (id),
    CONSTRAINT keystile_key_workspace FOREIGN KEY (workspace) REFERENCES keystile_workspace (id),
    CONSTRAINT keystile_key_version CHECK (version >= 1),
    CONSTRAINT keystile_key_status CHECK (status IN ('ACTIVE', 'DISABLED', 'REVOKED')),
    CONSTRAINT keystile_key_reason CHECK ((status = 'REVOKED') = (revocation_reason IS NOT NULL)),
    CONSTRAINT keystile_key_successor CHECK ((successor IS NULL) = (retires_at IS NULL)),
    CONSTRAINT keystile_key_until CHECK (successor IS NOT NULL OR NOT until_successor_is_used)
);

CREATE INDEX IF NOT EXISTS keystile_key_by_creation ON keystile_key (created_at, id);
CREATE INDEX IF NOT EXISTS keystile_key_by_workspace ON keystile_key (workspace, created_at, id);
CREATE INDEX IF NOT EXISTS keystile_key_by_environment ON keystile_key (environment, created_at, id);
CREATE INDEX IF NOT EXISTS keystile_key_by_status ON keystile_key (status, created_at, id);
CREATE INDEX IF NOT EXISTS keystile_key_by_name ON keystile_key (name);
CREATE INDEX IF NOT EXISTS keystile_key_by_end ON keystile_key (ends_at);
CREATE INDEX IF NOT EXISTS keystile_key_by_scheme ON keystile_key (hash_scheme, status);
