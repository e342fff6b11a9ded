extension SchemaFixture {
    /// Objects that are known by their statements.
    static let others = [
        Part(
            subject: "rules and statistics",
            sql: """
                CREATE TABLE ruled (id integer, n integer, t text);
                CREATE RULE "to nothing" AS ON DELETE TO ruled WHERE OLD.id > 5 DO INSTEAD (SELECT 1; SELECT 2);
                CREATE RULE off AS ON INSERT TO ruled DO ALSO NOTIFY somebody;
                ALTER TABLE ruled DISABLE RULE off;
                CREATE STATISTICS together (ndistinct, dependencies) ON id, n FROM ruled;
                COMMENT ON RULE off ON ruled IS 'a rule';
                COMMENT ON STATISTICS together IS 'both';
                """),
        Part(
            subject: "statistics of expressions", since: 14,
            sql: """
                CREATE TABLE estimated (id integer, t text);
                CREATE STATISTICS expressions ON lower(t), (id + 1) FROM estimated;
                ALTER STATISTICS expressions SET STATISTICS 100;
                """),
        Part(
            subject: "operators",
            sql: """
                CREATE SCHEMA ops;
                CREATE TYPE ops.pair AS (a integer, b integer);
                CREATE FUNCTION ops.same(ops.pair, ops.pair) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT ($1).a = ($2).a';
                CREATE FUNCTION ops.less(ops.pair, ops.pair) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT ($1).a < ($2).a';
                CREATE FUNCTION ops.compare(ops.pair, ops.pair) RETURNS integer IMMUTABLE LANGUAGE sql
                    AS 'SELECT pg_catalog.btint4cmp(($1).a, ($2).a)';
                CREATE FUNCTION ops.not_same(ops.pair, ops.pair) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT ($1).a <> ($2).a';
                CREATE FUNCTION ops.minus(ops.pair) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT - ($1).a';
                CREATE OPERATOR ops.=== (FUNCTION = ops.same, LEFTARG = ops.pair, RIGHTARG = ops.pair, COMMUTATOR = OPERATOR(ops.===),
                    NEGATOR = OPERATOR(ops.!==), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
                CREATE OPERATOR ops.!== (FUNCTION = ops.not_same, LEFTARG = ops.pair, RIGHTARG = ops.pair, NEGATOR = OPERATOR(ops.===));
                CREATE OPERATOR ops.<<< (FUNCTION = ops.less, LEFTARG = ops.pair, RIGHTARG = ops.pair);
                CREATE OPERATOR ops.!! (FUNCTION = ops.minus, RIGHTARG = ops.pair);
                CREATE OPERATOR FAMILY ops.family USING btree;
                CREATE OPERATOR CLASS ops.pairs FOR TYPE ops.pair USING btree FAMILY ops.family AS
                    OPERATOR 1 ops.<<<, OPERATOR 3 ops.===, FUNCTION 1 ops.compare(ops.pair, ops.pair);
                CREATE OPERATOR FAMILY ops.loose USING hash;
                ALTER OPERATOR FAMILY ops.loose USING hash ADD OPERATOR 1 ops.=== (ops.pair, ops.pair);
                CREATE TABLE ops.pairs (p ops.pair, CHECK (p OPERATOR(ops.===) p));
                CREATE INDEX by_pair ON ops.pairs (p ops.pairs);
                CREATE FUNCTION ops.to_pair(integer) RETURNS ops.pair IMMUTABLE LANGUAGE sql AS 'SELECT ROW($1, $1)::ops.pair';
                CREATE CAST (integer AS ops.pair) WITH FUNCTION ops.to_pair(integer) AS ASSIGNMENT;
                CREATE CAST (ops.pair AS varchar) WITH INOUT;
                COMMENT ON OPERATOR ops.=== (ops.pair, ops.pair) IS 'same';
                COMMENT ON OPERATOR CLASS ops.pairs USING btree IS 'pairs';
                COMMENT ON OPERATOR FAMILY ops.family USING btree IS 'family';
                COMMENT ON CAST (integer AS ops.pair) IS 'cast';
                """),
        Part(
            subject: "text search",
            sql: """
                CREATE TEXT SEARCH PARSER parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end,
                    LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
                CREATE TEXT SEARCH TEMPLATE template (INIT = dsimple_init, LEXIZE = dsimple_lexize);
                CREATE TEXT SEARCH DICTIONARY dictionary (TEMPLATE = template, STOPWORDS = english, ACCEPT = false);
                CREATE TEXT SEARCH CONFIGURATION configuration (PARSER = parser);
                ALTER TEXT SEARCH CONFIGURATION configuration ADD MAPPING FOR asciiword, word WITH dictionary, english_stem;
                CREATE TABLE searched (doc text, words tsvector GENERATED ALWAYS AS (to_tsvector('configuration', doc)) STORED);
                COMMENT ON TEXT SEARCH CONFIGURATION configuration IS 'words';
                """),
        Part(
            subject: "collations and conversions",
            sql: """
                CREATE COLLATION plain (PROVIDER = libc, LC_COLLATE = 'C', LC_CTYPE = 'POSIX');
                CREATE CONVERSION to_latin FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
                CREATE TABLE collated (name text COLLATE plain);
                COMMENT ON COLLATION plain IS 'plain';
                """),
        Part(
            subject: "languages and other servers",
            sql: """
                CREATE FUNCTION handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
                CREATE LANGUAGE "my sql" HANDLER handler;
                CREATE ACCESS METHOD my_heap TYPE TABLE HANDLER heap_tableam_handler;
                CREATE TRANSFORM FOR bytea LANGUAGE "my sql" (FROM SQL WITH FUNCTION prsd_lextype(internal));
                CREATE FOREIGN DATA WRAPPER checked VALIDATOR postgresql_fdw_validator;
                CREATE FOREIGN DATA WRAPPER wrapper OPTIONS (a 'it''s', b '2');
                CREATE SERVER "Far away" TYPE 'old' VERSION '1' FOREIGN DATA WRAPPER wrapper OPTIONS (host 'h', dbname 'd');
                CREATE FOREIGN TABLE far (id integer OPTIONS (column_name 'no') NOT NULL, name text DEFAULT 'x',
                    CONSTRAINT positive CHECK (id > 0)) SERVER "Far away" OPTIONS (table_name 'far');
                CREATE TABLE near (id integer NOT NULL, name text) PARTITION BY LIST (id);
                CREATE FOREIGN TABLE near_1 PARTITION OF near FOR VALUES IN (1) SERVER "Far away";
                CREATE TABLE in_my_heap (id integer) USING my_heap;
                COMMENT ON FOREIGN TABLE far IS 'far away';
                COMMENT ON SERVER "Far away" IS 'a server';
                """),
        Part(
            subject: "event triggers and publications",
            sql: """
                CREATE FUNCTION on_event() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
                CREATE EVENT TRIGGER on_ddl ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION on_event();
                CREATE EVENT TRIGGER off ON sql_drop EXECUTE FUNCTION on_event();
                ALTER EVENT TRIGGER off DISABLE;
                CREATE TABLE published (id integer PRIMARY KEY, name text);
                CREATE PUBLICATION a_few FOR TABLE published WITH (publish = 'insert, delete');
                CREATE PUBLICATION nothing;
                CREATE PUBLICATION everything FOR ALL TABLES;
                COMMENT ON EVENT TRIGGER off IS 'off';
                COMMENT ON PUBLICATION nothing IS 'nothing';
                """),
        Part(
            subject: "publications of 15", since: 15,
            sql: """
                CREATE SCHEMA sent;
                CREATE TABLE sent.parts (id integer PRIMARY KEY, name text, secret text);
                CREATE PUBLICATION of_columns FOR TABLE sent.parts (id, name) WHERE (id > 5) WITH (publish_via_partition_root);
                CREATE PUBLICATION of_schemas FOR TABLES IN SCHEMA sent;
                """),
    ]
}
