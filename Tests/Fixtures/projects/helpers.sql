-- For the other scripts of this folder: \ir helpers.sql. They run in a transaction that is undone, stop at the first
-- expectation that does not hold, and end with "ok".
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET LOCAL client_min_messages = warning;

-- Expects a query to answer this text.
CREATE FUNCTION pg_temp.expect(query TEXT, expected TEXT) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
    answer TEXT;
BEGIN
    EXECUTE query INTO answer;
    IF answer IS DISTINCT FROM expected THEN
        RAISE EXCEPTION E'%\nexpected: %\nanswered: %', query, expected, answer;
    END IF;
END;
$$;

-- Expects a statement to break this constraint, or to violate NOT NULL of this column.
CREATE FUNCTION pg_temp.refused(statement TEXT, by_name TEXT) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
    constraint_name TEXT;
    column_name TEXT;
BEGIN
    BEGIN
        EXECUTE statement;
    EXCEPTION WHEN integrity_constraint_violation OR not_null_violation OR check_violation OR foreign_key_violation
        OR unique_violation OR restrict_violation
    THEN
        GET STACKED DIAGNOSTICS constraint_name = CONSTRAINT_NAME, column_name = COLUMN_NAME;
        IF by_name IN (constraint_name, column_name) THEN
            RETURN;
        END IF;
        RAISE EXCEPTION E'%\nrefused by % %, not by %', statement, constraint_name, column_name, by_name;
    END;
    RAISE EXCEPTION E'%\nwas not refused by %', statement, by_name;
END;
$$;

-- What holds for every one of the three.

SELECT pg_temp.expect($$
    SELECT string_agg(conrelid::regclass || '.' || conname, ', ' ORDER BY conname) FROM pg_constraint AS c
    WHERE contype = 'f' AND NOT EXISTS (
        SELECT FROM pg_index WHERE indrelid = conrelid AND indpred IS NULL
            AND (indkey::int2[])[0:cardinality(conkey) - 1] @> conkey)
$$, NULL);

SELECT pg_temp.expect($$
    SELECT string_agg(relname, ', ' ORDER BY relname) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND obj_description(oid, 'pg_class') IS NULL
        AND relname !~ '^(martlet_|schema_)'
$$, NULL);
