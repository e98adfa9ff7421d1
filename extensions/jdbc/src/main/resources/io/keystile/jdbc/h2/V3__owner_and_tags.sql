-- liquibase formatted sql
-- changeset keystile:3

-- An owner and tags (a list in JSON) for each key. A key may be revoked without a reason.

ALTER TABLE keystile_key ADD COLUMN owner VARCHAR(100);
ALTER TABLE keystile_key ADD COLUMN tags CHARACTER LARGE OBJECT DEFAULT '[]' NOT NULL;
ALTER TABLE keystile_key DROP CONSTRAINT keystile_key_reason;
ALTER TABLE keystile_key ADD CONSTRAINT keystile_key_reason CHECK (status = 'REVOKED' OR revocation_reason IS NULL);

CREATE INDEX keystile_key_by_owner ON keystile_key (owner, created_at, id);
