-- liquibase formatted sql
-- changeset keystile:8

-- The audit entries: each change of a key or a workspace, stored in the transaction of the change, and the begin and the end of
-- the chain that the entries of a workspace make. Entries stay when the key is deleted. Each contains the hash of the one before,
-- so delete them only together with a change of the chain: with the command "audit prune", or as in docs/stores.md.

CREATE TABLE IF NOT EXISTS keystile_audit (
    workspace  VARCHAR(64)  NOT NULL,
    seq        BIGINT       NOT NULL,
    changed_at DATETIME(6)  NOT NULL,
    actor      VARCHAR(100) NOT NULL,
    action     VARCHAR(20)  NOT NULL,
    key_id     VARCHAR(40),
    reason     VARCHAR(200),
    changes    MEDIUMTEXT   NOT NULL,
    hash       VARCHAR(64)  NOT NULL,
    PRIMARY KEY (workspace, seq),
    INDEX keystile_audit_by_time (changed_at, workspace, seq),
    INDEX keystile_audit_by_workspace (workspace, changed_at, seq),
    INDEX keystile_audit_by_key (key_id, changed_at, seq)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS keystile_audit_chain (
    workspace VARCHAR(64) NOT NULL,
    first_seq BIGINT      NOT NULL,
    anchor    VARCHAR(64) NOT NULL,
    last_seq  BIGINT      NOT NULL,
    head      VARCHAR(64) NOT NULL,
    PRIMARY KEY (workspace)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
