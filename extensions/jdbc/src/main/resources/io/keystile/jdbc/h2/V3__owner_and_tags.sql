-- liquibase formatted sql
-- changeset keystile:3

-- An owner and tags (a list in JSON) for each key. A key may be revoked without a reason. The column that comes last shows
-- that all of this was done.

ALTER TABLE keystile_key DROP CONSTRAINT IF EXISTS keystile_key_reason;
ALTER TABLE keystile_key ADD CONSTRAINT keystile_key_reason CHECK (status = 'REVOKED' OR revocation_reason IS NULL);
ALTER TABLE keystile_key ADD COLUMN IF NOT EXISTS owner VARCHAR(100);

CREATE INDEX IF NOT EXISTS keystile_key_by_owner ON keystile_key (owner, created_at, id);

ALTER TABLE keystile_key ADD COLUMN IF NOT EXISTS tags CHARACTER LARGE OBJECT DEFAULT '[]' NOT NULL;
