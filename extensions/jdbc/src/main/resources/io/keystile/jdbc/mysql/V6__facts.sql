-- liquibase formatted sql
-- changeset keystile:6

-- What the store knows of the application that its keys belong to, as JSON in one row: the brand, a check value of each
-- pepper, and the plans. Whoever starts with another brand or pepper is refused. Delete the row to let the next application
-- record its own.

CREATE TABLE IF NOT EXISTS keystile_facts (
    id    INTEGER NOT NULL,
    facts MEDIUMTEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT keystile_facts_one CHECK (id = 1)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
