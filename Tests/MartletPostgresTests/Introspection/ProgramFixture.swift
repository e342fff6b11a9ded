extension SchemaFixture {
    /// Types, sequences, routines, views and what acts by itself.
    static let programs = [
        Part(
            subject: "types",
            sql: """
                CREATE SCHEMA "Types";
                CREATE TYPE "Types".mood AS ENUM ('sad', 'it''s ok', 'happy');
                CREATE TYPE "Types".nothing AS ENUM ();
                CREATE TYPE "Types".place AS (x numeric(5,2), "Y" text COLLATE "C", feelings "Types".mood[]);
                CREATE TYPE "Types".empty AS ();
                CREATE DOMAIN "Types".positive AS integer DEFAULT 1 CONSTRAINT is_positive CHECK (VALUE > 0) CHECK (VALUE < 1000);
                CREATE DOMAIN "Types".given AS text COLLATE "C" NOT NULL;
                CREATE DOMAIN "Types".smaller AS "Types".positive;
                ALTER DOMAIN "Types".smaller ADD CONSTRAINT later CHECK (VALUE < 10) NOT VALID;
                CREATE FUNCTION "Types".difference(a numeric, b numeric) RETURNS float8 IMMUTABLE LANGUAGE sql AS 'SELECT (a - b)::float8';
                CREATE TYPE "Types".span AS RANGE (subtype = numeric, subtype_diff = "Types".difference);
                CREATE TYPE "Types".text_range AS RANGE (subtype = text, collation = "C", subtype_opclass = text_pattern_ops);
                CREATE TABLE "Types".uses (a "Types".mood NOT NULL DEFAULT 'happy', b "Types".place[], c "Types".positive,
                    d "Types".span, e "Types".text_range);
                CREATE INDEX ON "Types".uses (a);
                CREATE INDEX ON "Types".uses USING gist (d);
                COMMENT ON TYPE "Types".mood IS 'how one feels';
                COMMENT ON DOMAIN "Types".positive IS 'a domain';
                COMMENT ON CONSTRAINT is_positive ON DOMAIN "Types".positive IS 'a condition';
                COMMENT ON COLUMN "Types".place.x IS 'across';
                COMMENT ON SCHEMA "Types" IS 'types of ours';
                """),
        Part(
            subject: "multiranges", since: 14,
            sql: """
                CREATE TYPE days AS RANGE (subtype = date, multirange_type_name = many_days);
                CREATE TYPE dayrange AS RANGE (subtype = date);
                CREATE TABLE calendars (busy many_days, free daymultirange);
                CREATE FUNCTION free_days(many_days) RETURNS integer LANGUAGE sql AS 'SELECT 1';
                """),
        Part(
            subject: "sequences",
            sql: """
                CREATE SEQUENCE downwards AS smallint INCREMENT -2 START -10 MINVALUE -100 MAXVALUE -10 CYCLE CACHE 3;
                CREATE SEQUENCE usual;
                CREATE SEQUENCE countdown INCREMENT -1;
                CREATE TABLE numbered (id serial, by_hand bigint DEFAULT nextval('usual'), tied integer);
                CREATE SEQUENCE tied_to OWNED BY numbered.tied;
                ALTER TABLE numbered RENAME TO renamed;
                COMMENT ON SEQUENCE usual IS 'numbers';
                """),
        Part(
            subject: "routines",
            sql: """
                CREATE FUNCTION add(a integer, b integer DEFAULT 1) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
                    COST 5 AS 'SELECT a + b';
                CREATE FUNCTION add(text, VARIADIC text[]) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
                    SET search_path = public, pg_temp AS $$ BEGIN RETURN 'a;b'; END; $$;
                CREATE FUNCTION listed(OUT id integer, INOUT name text) RETURNS SETOF record LANGUAGE sql ROWS 7
                    AS $body$ SELECT 1, '$$'::text; $body$;
                CREATE FUNCTION as_table() RETURNS TABLE(id integer, name text) LANGUAGE sql AS 'SELECT 1, 2::text';
                CREATE PROCEDURE "Do it"(INOUT n integer) LANGUAGE plpgsql AS $$ BEGIN n := n + 1; END $$;
                CREATE FUNCTION before_it() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RETURN count(*) FROM not_there; END $$;
                CREATE FUNCTION win() RETURNS bigint LANGUAGE internal WINDOW IMMUTABLE STRICT AS 'window_row_number';
                CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', PARALLEL = SAFE,
                    COMBINEFUNC = int4pl, MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = integer, MINITCOND = '0');
                CREATE AGGREGATE count_all(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
                CREATE AGGREGATE joined(text, text) (SFUNC = string_agg_transfn, STYPE = internal,
                    FINALFUNC = string_agg_finalfn, FINALFUNC_MODIFY = READ_WRITE);
                CREATE AGGREGATE middle(float8 ORDER BY float8) (SFUNC = ordered_set_transition, STYPE = internal,
                    FINALFUNC = percentile_cont_float8_final);
                CREATE AGGREGATE biggest(integer) (SFUNC = int4larger, STYPE = integer, SORTOP = >);
                CREATE AGGREGATE placed(VARIADIC "any" ORDER BY VARIADIC "any") (SFUNC = ordered_set_transition_multi,
                    STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);
                COMMENT ON FUNCTION add(integer, integer) IS 'adds';
                COMMENT ON PROCEDURE "Do it" IS 'does';
                COMMENT ON AGGREGATE total(integer) IS 'sums';
                COMMENT ON AGGREGATE count_all(*) IS 'counts';
                """),
        Part(
            subject: "bodies", since: 14,
            sql: """
                CREATE TABLE counted (id integer, n integer);
                CREATE FUNCTION count_them() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM counted; END;
                CREATE FUNCTION doubled(x integer) RETURNS integer LANGUAGE sql RETURN x * 2;
                CREATE VIEW a_view AS SELECT doubled(id) AS twice FROM counted;
                CREATE FUNCTION from_view() RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT max(twice) FROM a_view; END;
                CREATE PROCEDURE fill(a integer, OUT b integer) LANGUAGE sql BEGIN ATOMIC INSERT INTO counted VALUES (a, 1); SELECT 1; END;
                """),
        Part(
            subject: "cycles", since: 14,
            sql: """
                CREATE TABLE looped (id integer, n integer);
                CREATE FUNCTION next_n() RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT max(n) + 1 FROM looped; END;
                ALTER TABLE looped ALTER n SET DEFAULT next_n();
                CREATE FUNCTION is_fine(whole looped) RETURNS boolean LANGUAGE sql AS 'SELECT true';
                ALTER TABLE looped ADD CONSTRAINT fine CHECK (is_fine(looped));
                CREATE DOMAIN even AS integer;
                CREATE FUNCTION is_even(n even) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT n::integer % 2 = 0';
                ALTER DOMAIN even ADD CONSTRAINT only_even CHECK (is_even(VALUE));
                CREATE VIEW seen AS SELECT 1 AS one, 'x'::text COLLATE "C" AS name;
                CREATE FUNCTION see() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM seen; END;
                CREATE OR REPLACE VIEW seen AS SELECT see()::integer AS one, 'x'::text COLLATE "C" AS name;
                """),
        Part(
            subject: "views",
            sql: """
                CREATE TABLE shown (id integer PRIMARY KEY, name text, amount numeric);
                CREATE VIEW z_first AS SELECT id, name AS "Name" FROM shown WHERE amount > 0;
                CREATE VIEW a_second WITH (security_barrier) AS SELECT * FROM z_first WHERE id > 5 WITH LOCAL CHECK OPTION;
                CREATE VIEW grouped AS SELECT id, name, count(*) FROM shown GROUP BY id;
                ALTER VIEW z_first ALTER "Name" SET DEFAULT 'nobody';
                CREATE MATERIALIZED VIEW kept WITH (fillfactor = 50) AS SELECT id, upper(name) AS name FROM shown WITH DATA;
                CREATE UNIQUE INDEX kept_id ON kept (id);
                CREATE INDEX kept_name ON kept (lower(name));
                CREATE MATERIALIZED VIEW not_kept AS SELECT * FROM kept WITH NO DATA;
                ALTER MATERIALIZED VIEW kept CLUSTER ON kept_name, ALTER name SET STATISTICS 7, ALTER name SET STORAGE EXTERNAL;
                ALTER INDEX kept_name ALTER COLUMN 1 SET STATISTICS 500;
                ALTER TABLE not_kept REPLICA IDENTITY FULL;
                CREATE ACCESS METHOD heap_too TYPE TABLE HANDLER heap_tableam_handler;
                CREATE MATERIALIZED VIEW elsewhere USING heap_too AS SELECT id FROM shown;
                CREATE UNIQUE INDEX elsewhere_id ON elsewhere (id);
                CREATE RECURSIVE VIEW counting (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM counting WHERE n < 10;
                COMMENT ON VIEW z_first IS 'a view';
                COMMENT ON COLUMN z_first."Name" IS 'a name';
                COMMENT ON MATERIALIZED VIEW kept IS 'kept rows';
                """),
        Part(
            subject: "triggers and policies",
            sql: """
                \(role)
                CREATE TABLE watched (id integer PRIMARY KEY, name text, owner text) PARTITION BY RANGE (id);
                CREATE TABLE watched_1 PARTITION OF watched FOR VALUES FROM (1) TO (10);
                CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
                CREATE TRIGGER a_before BEFORE INSERT OR UPDATE OF name, id ON watched_1 FOR EACH ROW
                    WHEN (NEW.name <> 'x;y') EXECUTE FUNCTION note('an '' argument', '2');
                CREATE TRIGGER after_all AFTER UPDATE OR DELETE ON watched FOR EACH ROW EXECUTE FUNCTION note();
                CREATE TRIGGER truncates AFTER TRUNCATE ON watched_1 FOR EACH STATEMENT EXECUTE FUNCTION note();
                CREATE TRIGGER tables AFTER UPDATE ON watched_1 REFERENCING OLD TABLE AS o NEW TABLE AS n
                    FOR EACH STATEMENT EXECUTE FUNCTION note();
                CREATE CONSTRAINT TRIGGER deferred AFTER INSERT ON watched_1 DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION note();
                ALTER TABLE watched_1 DISABLE TRIGGER truncates;
                ALTER TABLE watched_1 ENABLE ALWAYS TRIGGER a_before;
                CREATE VIEW watching AS SELECT id FROM watched;
                CREATE TRIGGER instead INSTEAD OF INSERT ON watching FOR EACH ROW EXECUTE FUNCTION note();
                ALTER TABLE watched ENABLE ROW LEVEL SECURITY;
                ALTER TABLE watched_1 FORCE ROW LEVEL SECURITY;
                CREATE POLICY "own rows" ON watched TO martlet_reader, CURRENT_USER USING (owner = CURRENT_USER)
                    WITH CHECK (owner <> '' AND id IN (SELECT id FROM watching));
                CREATE POLICY strict ON watched AS RESTRICTIVE FOR DELETE USING (false);
                COMMENT ON TRIGGER truncates ON watched_1 IS 'a trigger';
                COMMENT ON POLICY strict ON watched IS 'nobody deletes';
                """),
        Part(
            subject: "rights",
            sql: """
                \(role)
                CREATE SCHEMA granted;
                CREATE TABLE granted.things (id serial, name text);
                CREATE VIEW granted.seen AS SELECT 1 AS one;
                CREATE FUNCTION granted.f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
                CREATE FUNCTION granted.closed() RETURNS integer LANGUAGE sql AS 'SELECT 1';
                CREATE PROCEDURE granted.p() LANGUAGE sql AS 'SELECT 1';
                CREATE TYPE granted.kind AS ENUM ('a');
                GRANT USAGE ON SCHEMA granted TO martlet_reader;
                GRANT SELECT, INSERT ON granted.things TO martlet_reader WITH GRANT OPTION;
                GRANT UPDATE ON granted.things TO martlet_reader;
                GRANT SELECT ON granted.things, granted.seen TO PUBLIC;
                GRANT UPDATE (name) ON granted.things TO martlet_reader;
                GRANT USAGE ON SEQUENCE granted.things_id_seq TO martlet_reader;
                REVOKE ALL ON FUNCTION granted.closed() FROM PUBLIC;
                REVOKE ALL ON FUNCTION granted.f(integer) FROM PUBLIC;
                GRANT EXECUTE ON FUNCTION granted.f(integer) TO martlet_reader;
                GRANT EXECUTE ON PROCEDURE granted.p() TO martlet_reader;
                REVOKE USAGE ON TYPE granted.kind FROM PUBLIC;
                GRANT CREATE ON SCHEMA public TO martlet_reader;
                """),
        Part(
            subject: "extensions",
            sql: """
                CREATE SCHEMA tools;
                CREATE EXTENSION citext SCHEMA tools;
                CREATE EXTENSION pg_trgm;
                CREATE EXTENSION cube;
                CREATE EXTENSION earthdistance;
                CREATE TABLE mails (id integer, mail tools.citext UNIQUE, text text, path text);
                CREATE INDEX fuzzy ON mails USING gist (text gist_trgm_ops);
                CREATE INDEX "fuzzy two" ON mails USING gin (path gin_trgm_ops);
                """),
        Part(
            subject: "options of operator classes", since: 13,
            sql: """
                CREATE TABLE described (doc tsvector);
                CREATE INDEX by_doc ON described USING gist (doc tsvector_ops (siglen = 100));
                """),
    ]

    /// A role, which belongs to the server and may be there.
    static let role = """
        DO $$ BEGIN CREATE ROLE martlet_reader LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
        """
}
