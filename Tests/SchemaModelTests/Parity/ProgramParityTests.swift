import FoundationEssentials
import SQLText
import SchemaModel
import Testing

/// Views, triggers, and what cannot be compared.
@Suite struct ProgramParityTests {
    private let sqlite = "CREATE TABLE t (a TEXT, b TEXT)"
    private let table = Table.postgres("t", Column("a", "text"), Column("b", "text"))

    private func trigger(_ timing: String, _ events: [String], forEach: String = "ROW") -> Trigger {
        Trigger(
            "tr", timing: timing, events: events, action: "public.f()",
            definition:
                "CREATE TRIGGER tr \(timing) \(events[0]) ON public.t FOR EACH \(forEach) EXECUTE FUNCTION public.f()")
    }

    private static let unjudged =
        "! trigger t.tr: what triggers do is code of each engine, not compared"

    @Test func triggersAreThereAndFireAtTheSameTime() throws {
        func lines(_ trigger: Trigger?) throws -> [String] {
            try ParityPair(
                sqlite, "CREATE TRIGGER tr AFTER UPDATE OF b, A ON t BEGIN SELECT 1; END",
                postgres: table.with { $0.triggers = trigger.map { [$0] } ?? [] }
            ).lines
        }
        #expect(try lines(trigger("AFTER", ["UPDATE OF a, b"])) == [Self.unjudged])
        #expect(
            try lines(trigger("BEFORE", ["INSERT", "UPDATE"])) == [
                "~ trigger t.tr timing: SQLite AFTER, PostgreSQL BEFORE",
                "~ trigger t.tr events: SQLite UPDATE OF b, \"A\", PostgreSQL INSERT, UPDATE", Self.unjudged,
            ])
        #expect(
            try lines(trigger("AFTER", ["UPDATE OF a, b"], forEach: "STATEMENT")).first
                == "~ trigger t.tr fires: SQLite for each row, PostgreSQL for each statement")
        var disabled = trigger("AFTER", ["UPDATE OF a, b"])
        disabled.enabled = "DISABLED"
        #expect(try lines(disabled).first == "~ trigger t.tr enabled: SQLite none, PostgreSQL DISABLED")
        #expect(try lines(nil) == ["~ trigger t.tr: SQLite alone, AFTER UPDATE OF b, \"A\"", Self.unjudged])
    }

    private func view(_ columns: String...) -> View {
        var view = View(ObjectName("v"), query: "SELECT 1")
        view.columns = columns.map { Column($0, "text") }
        return view
    }

    @Test func viewsHaveTheSameColumns() throws {
        var pair = try ParityPair(sqlite, postgres: table)
        (pair.sqlite.views, pair.postgres.views) = ([view("A", "b")], [view("a", "b")])
        let unjudged = "! view v: what views ask is code of each engine, not compared"
        #expect(pair.lines == [unjudged])
        pair.postgres.views = [view("b", "a")]
        #expect(pair.lines == ["~ view v columns: SQLite a, b, PostgreSQL b, a", unjudged])
        pair.sqlite.views = [view()]
        #expect(pair.parity.judgements.count == 1 && pair.parity.differences.isEmpty)
        pair.postgres.views = []
        #expect(pair.lines == ["~ view v: SQLite alone", unjudged])
    }

    @Test func whatIsNotComparedIsNamed() throws {
        var pair = try ParityPair(sqlite, postgres: table.with { $0.policies = [Policy("p")] })
        pair.postgres.extensions = [Extension("citext", in: "public", version: "1.6")]
        pair.postgres.routines = [Routine(ObjectName("f"), signature: "", language: "sql", definition: "")]
        pair.postgres.sequences = [NumberSequence(ObjectName("s"), Numbering("bigint"))]
        pair.postgres.tables.append(
            Table.postgres("t_1").with { $0.partition = Partition(of: ObjectName("t"), bound: "DEFAULT") })
        let all = pair.parity
        #expect(all.isEmpty)
        #expect(
            all.lines == [
                "! table t_1: a partition of PostgreSQL, not compared",
                "! extension citext: PostgreSQL's own, not compared", "! sequence s: PostgreSQL's own, not compared",
                "! routine f: PostgreSQL's own, not compared", "! policy t.p: PostgreSQL's own, not compared",
            ])
        pair.sqlite.omissions = [Omission("table", "odd", because: "its statement cannot be read")]
        #expect(pair.parity.lines.last == "! table odd: its statement cannot be read")
        #expect(!pair.parity.isEmpty)
    }

    @Test(arguments: [(7, "f0, f1, f2, f3, f4, f5, f6"), (9, "f0, f1, f2, f3, f4, f5 and 3 more")])
    func notesOfOneKindShareALine(_ count: Int, _ names: String) throws {
        var pair = try ParityPair(
            "CREATE TABLE t (a TEXT, b TEXT)",
            postgres: .postgres(
                "t", Column("a", "date"), Column("b", "date")))
        pair.postgres.routines = (0..<count).map {
            Routine(ObjectName("f\($0)"), signature: "", language: "sql", definition: "")
        }
        #expect(
            pair.lines == [
                "! columns a, b of t: SQLite takes any text, PostgreSQL what its type allows",
                "! routines \(names): PostgreSQL's own, not compared",
            ])
    }

    @Test func aVirtualTableIsNotCompared() throws {
        let pair = try ParityPair("CREATE TABLE x (a TEXT)", postgres: .postgres("s", Column("body", "text")))
        var virtual = pair
        virtual.sqlite.tables = [try SQLiteDefinition.table("CREATE VIRTUAL TABLE s USING fts5(body)")]
        #expect(virtual.parity.isEmpty)
        #expect(virtual.lines == ["! table s: a module of SQLite keeps its rows: nothing of it is compared"])
    }

    @Test func aParityIsReadBackAsItIs() throws {
        let pair = try ParityPair(
            "CREATE TABLE t (a TEXT CHECK (a REGEXP 'x'), b VARCHAR(3), c TEXT)",
            postgres: .postgres("t", Column("a", "text"), Column("b", "character varying(3)")).with {
                $0.checks = [Check("a ~ 'x+'::text")]
            })
        let parity = pair.parity
        #expect(Set(parity.findings.map(\.level)) == Set(ParityFinding.Level.allCases))
        #expect(try JSONDecoder().decode(SchemaParity.self, from: JSONEncoder().encode(parity)) == parity)
    }
}
