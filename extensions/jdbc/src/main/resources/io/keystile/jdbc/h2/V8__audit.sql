-- liquibase formatted sql
-- changeset keystile:8

-- The audit entries: each change of a key or a workspace, stored in the transaction of the change, and the begin and the end of
-- the chain that the entries of a workspace make. Entries stay when the key is deleted. Each contains the hash of the one before,
-- so delete them only together with a change of the chain: with the command "audit prune", or as in docs/stores.md.

CREATE TABLE IF NOT EXISTS keystile_audit (
    workspace  VARCHAR(64)                 NOT NULL,
    seq        BIGINT                      NOT NULL,
    changed_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    actor      VARCHAR(100)                NOT NULL,
    action     VARCHAR(20)                 NOT NULL,
    key_id     VARCHAR(40),
    reason     VARCHAR(200),
    changes    CHARACTER LARGE OBJECT      NOT NULL,
    hash       VARCHAR(64)                 NOT NULL,
    CONSTRAINT keystile_audit_pk PRIMARY KEY (workspace, seq)
);

CREATE INDEX IF NOT EXISTS keystile_audit_by_time ON keystile_audit (changed_at, workspace, seq);
CREATE INDEX IF NOT EXISTS keystile_audit_by_workspace ON keystile_audit (workspace, changed_at, seq);
CREATE INDEX IF NOT EXISTS keystile_audit_by_key ON keystile_audit (key_id, changed_at, seq);

CREATE TABLE IF NOT EXISTS keystile_audit_chain (
    workspace VARCHAR(64) NOT NULL,
    first_seq BIGINT      NOT NULL,
    anchor    VARCHAR(64) NOT NULL,
    last_seq  BIGINT      NOT NULL,
    head      VARCHAR(64) NOT NULL,
    CONSTRAINT keystile_audit_chain_pk PRIMARY KEY (workspace)
);
