-- liquibase formatted sql
-- changeset keystile:5

-- The first key of the chain of rotations that led to a key, which the keys of the chain share limits and usage by. Null if the
-- key is the first, and in all keys that were issued before this column existed: each of them begins a chain of its own. The
-- column that comes last shows that all of this was done.

ALTER TABLE keystile_usage ADD COLUMN IF NOT EXISTS origin VARCHAR(40);

CREATE INDEX IF NOT EXISTS keystile_usage_by_origin ON keystile_usage (origin, hour_start);

ALTER TABLE keystile_key ADD COLUMN IF NOT EXISTS origin VARCHAR(40);
