import SchemaModel
import Testing

/// What stands above statements: what becomes different by them.
@Suite struct ExplanationTests {
    private static let table = [
        "CREATE TABLE t (a integer)", "CREATE VIEW v AS SELECT a FROM t",
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE FUNCTION ef() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
    ]
    private static let event = "CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION ef()"
    private static let trigger = "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()"
    private static let rule = "CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING"

    @Test(
        "a comment says what becomes different",
        arguments: [
            (
                [], ["ALTER VIEW v ALTER a SET DEFAULT 7"],
                "Has an INSERT into public.v that does not name a put 7 there."
            ),
            (
                ["ALTER VIEW v ALTER a SET DEFAULT 7"], ["ALTER VIEW v ALTER a SET DEFAULT 8"],
                "Has an INSERT into public.v that does not name a put 8 there, and not 7 any more."
            ),
            (
                ["ALTER VIEW v ALTER a SET DEFAULT 7"], [],
                "Has an INSERT into public.v that does not name a put what the table behind it has as default there, "
                    + "and not 7 any more."
            ),
            (
                [trigger], [trigger, "ALTER TABLE t DISABLE TRIGGER g"],
                "Turns the trigger g of public.t off: it does not fire any more."
            ),
            (
                [trigger, "ALTER TABLE t DISABLE TRIGGER g"], [trigger],
                "Has the trigger g of public.t fire as is usual: for all but what replication brings."
            ),
            (
                [], [trigger, "ALTER TABLE t ENABLE ALWAYS TRIGGER g"],
                "Has the trigger g of public.t fire always, for what replication brings too."
            ),
            (
                [trigger], [trigger, "ALTER TABLE t ENABLE REPLICA TRIGGER g"],
                "Has the trigger g of public.t fire for what replication brings alone."
            ),
            (
                [rule], [rule, "ALTER TABLE t DISABLE RULE r"],
                "Turns the rule public.r ON t off: it does not fire any more."
            ),
            (
                [], ["COMMENT ON TABLE t IS 'x'"], "Says what the table public.t is."
            ),
            (
                ["COMMENT ON COLUMN t.a IS 'x'"], [], "Takes away what is said of the column public.t.a."
            ),
            (
                [rule], [rule, "COMMENT ON RULE r ON t IS 'x'"], "Says what the rule r of public.t is."
            ),
            (
                [], ["CREATE TEXT SEARCH CONFIGURATION c (COPY = simple)"],
                "Has the text search configuration public.c look up asciiword in simple."
            ),
            (
                [event], [event, "ALTER EVENT TRIGGER e ENABLE ALWAYS"],
                "Has the event trigger e fire always, for what replication brings too."
            ),
        ])
    func comments(_ old: [String], _ new: [String], _ text: String) throws {
        let from = try ChangedServerDatabase(Self.table + old).schema
        let to = try ChangedServerDatabase(Self.table + new).schema
        let explanations = try PostgresChangePlan(from: from, to: to).statements.map(\.explanation)
        #expect(explanations.contains(text), "\(explanations)")
    }
}
