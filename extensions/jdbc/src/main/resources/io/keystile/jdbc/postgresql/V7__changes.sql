-- liquibase formatted sql
-- changeset keystile:7 splitStatements:false

-- Tells listening nodes which key or workspace has changed, by whatever means, so that they read it again at once: NOTIFY on the
-- channel "keystile", with the schema of the tables, and "k:" and the id of a key, "w:" and the id of a workspace, or "*". A
-- last use alone is not told. The trigger that comes last shows that all of this was done.

CREATE OR REPLACE FUNCTION keystile_tell() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'TRUNCATE' THEN
            PERFORM pg_notify('keystile', TG_TABLE_SCHEMA || '/*');
            RETURN NULL;
        END IF;
        IF TG_OP <> 'INSERT' THEN
            PERFORM pg_notify('keystile', TG_TABLE_SCHEMA || '/' || TG_ARGV[0] || ':' || OLD.id);
        END IF;
        IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.id <> OLD.id) THEN
            PERFORM pg_notify('keystile', TG_TABLE_SCHEMA || '/' || TG_ARGV[0] || ':' || NEW.id);
        END IF;
        RETURN NULL;
    END
    $$;

DROP TRIGGER IF EXISTS keystile_key_told ON keystile_key;
CREATE TRIGGER keystile_key_told AFTER INSERT OR DELETE ON keystile_key
    FOR EACH ROW EXECUTE FUNCTION keystile_tell('k');

-- Compares all columns, also those that a later version adds.
DROP TRIGGER IF EXISTS keystile_key_change_told ON keystile_key;
CREATE TRIGGER keystile_key_change_told AFTER UPDATE ON keystile_key
    FOR EACH ROW WHEN (to_jsonb(OLD.*) - '{last_used_at,last_used_from}'::text[]
        IS DISTINCT FROM to_jsonb(NEW.*) - '{last_used_at,last_used_from}'::text[])
    EXECUTE FUNCTION keystile_tell('k');

DROP TRIGGER IF EXISTS keystile_key_truncation_told ON keystile_key;
CREATE TRIGGER keystile_key_truncation_told AFTER TRUNCATE ON keystile_key
    FOR EACH STATEMENT EXECUTE FUNCTION keystile_tell();

DROP TRIGGER IF EXISTS keystile_workspace_told ON keystile_workspace;
CREATE TRIGGER keystile_workspace_told AFTER INSERT OR UPDATE OR DELETE ON keystile_workspace
    FOR EACH ROW EXECUTE FUNCTION keystile_tell('w');
