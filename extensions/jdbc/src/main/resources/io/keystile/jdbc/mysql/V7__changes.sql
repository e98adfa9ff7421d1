-- liquibase formatted sql
-- changeset keystile:7

-- Which keys ("k:" and the id) and workspaces ("w:" and the id) have changed, so that nodes read them again within a second; "*"
-- is all of them. Whoever changes a record by hand inserts a row too. A node numbers the rows after they are committed, and no
-- number is left out. Old rows are deleted by the nodes that write.

CREATE TABLE IF NOT EXISTS keystile_change (
    id     BIGINT NOT NULL AUTO_INCREMENT,
    what   VARCHAR(66) NOT NULL,
    number BIGINT,
    PRIMARY KEY (id),
    CONSTRAINT keystile_change_number UNIQUE (number)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS keystile_change_count (
    id     INTEGER NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT keystile_change_count_one CHECK (id = 1)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT IGNORE INTO keystile_change_count (id, number) VALUES (1, 0);
