-- liquibase formatted sql
-- changeset keystile:4

-- The services that a key is for (a list in JSON); an empty list is all services.

ALTER TABLE keystile_key ADD COLUMN services VARCHAR(700) NOT NULL DEFAULT '[]';
