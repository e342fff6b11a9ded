import SQLText
import SchemaModel
import Testing

/// What pages leave out of the server's SQL, since it goes without saying.
@Suite struct ShortSchemaTests {
    private static func index(_ table: Table) -> String {
        var schema = Schema(.postgres)
        schema.tables = [table]
        return SchemaDocument(schema, DocumentedHistory(project: "p", engine: "PostgreSQL", database: "d"))
            .markdown().first?.text ?? ""
    }

    @Test(
        arguments: [
            ("public.mood", "mood"), ("public.mood[]", "mood[]"), ("public.\"Odd Mood\"", "\"Odd Mood\""),
            ("other.mood", "other.mood"), ("\"public.x\"", "\"public.x\""), ("x.public.y", "x.public.y"),
            ("'public.mood'", "'public.mood'"),
            ("nextval('public.t_id_seq'::regclass)", "nextval('t_id_seq'::regclass)"),
            ("'ok'::public.mood", "'ok'::mood"), ("public.f(public.people.id)", "f(people.id)"),
            ("'x'::text", "'x'"), ("'{}'::text[]", "'{}'::text[]"), ("'{}'::jsonb", "'{}'::jsonb"),
            ("'x'::character varying", "'x'"), ("'x'::character varying(3)", "'x'::character varying(3)"),
            (
                "(status)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text])",
                "(status)::text = ANY (ARRAY['a', 'b'])"
            ),
            ("VALUE OPERATOR(public.~) '@'::public.citext", "VALUE ~ '@'::citext"),
            ("a OPERATOR(other.=) b", "a OPERATOR(other.=) b"), ("lower('A'::text) = 'a'::text", "lower('A') = 'a'"),
        ])
    func whatGoesWithoutSayingIsLeftOut(_ written: String, _ shown: String) {
        var table = Table(ObjectName(schema: "public", "t"), columns: [Column("a", "integer")])
        table.checks = [Check(written, name: "c")]
        let page = Self.index(table)
        #expect(page.contains("- Check: `\(shown)` (via `c`)"), "\(page)")
    }

    @Test func theOneSchemaOfAllTablesGoesWithoutSayingToo() {
        var table = Table(ObjectName(schema: "app", "t"), columns: [Column("a", "app.mood")])
        table.columns[0].defaultValue = "'ok'::app.mood"
        #expect(Self.index(table).contains("- `a` (mood, NULLABLE, Default: `'ok'::mood`)"))
    }

    @Test func theIndexTellsWhatSetsTablesAndColumnsApart() {
        var table = Table(ObjectName(schema: "public", "t"), columns: [Column("a", "text"), Column("b", "text")])
        table.columns[0].collation = ObjectName("C")
        table.traits.isUnlogged = true
        var some = Index("some", on: ["a"])
        (some.isUnique, some.predicate) = (true, "active")
        var other = Index("other", on: ["b"])
        other.predicate = "b IS NOT NULL"
        table.indexes = [some, other]
        let page = Self.index(table)
        #expect(page.contains("- `a` (text, collate C, NULLABLE, UNIQUE where `active`)"), "\(page)")
        #expect(page.contains("- `b` (text, NULLABLE, Indexed where `b IS NOT NULL`)"))
        #expect(page.contains("- Unlogged: its rows are gone after a crash"))
        table.indexes.append(Index("all", on: ["a", "b"]))
        #expect(Self.index(table).contains("- `a` (text, collate C, NULLABLE, Indexed)"))
    }

    @Test func partitionsAreMarkedInTheListAndToldInShort() {
        var schema = Schema(.postgres)
        var whole = Table(ObjectName(schema: "public", "log"), columns: [Column("at", "date")])
        (whole.kind, whole.partitioning) = (.partitioned, "RANGE (at)")
        var part = Table(ObjectName(schema: "public", "log_2026"), columns: whole.columns)
        part.partition = Partition(of: whole.name, bound: "DEFAULT")
        var user = Table(ObjectName(schema: "public", "users"), columns: [Column("id", "bigint")])
        user.primaryKey = Key(["id"])
        whole.foreignKeys = [ForeignKey(["user_id"], references: user.name, ["id"])]
        part.foreignKeys = whole.foreignKeys
        part.foreignKeys[0].isInherited = true
        schema.tables = [whole, part, user]
        let history = DocumentedHistory(project: "p", engine: "PostgreSQL", database: "d")
        let page = SchemaDocument(schema, history).markdown().first?.text ?? ""
        #expect(page.contains("- `log.user_id` - One-to-Many") && !page.contains("log_2026.user_id"), "\(page)")
        #expect(page.contains("1. **log** (partitioned)\n2. **log_2026** (partition of `log`)\n"), "\(page)")
        #expect(
            page.contains("### log_2026\n\n- Partition of [`log`](tables/log.md): `DEFAULT`\n\n[All about log_2026]"))
    }
}
