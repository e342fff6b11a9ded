import SQLText
import SchemaModel
import Testing

/// Schemas that no server has seen, written as statements.
@Suite struct PostgresWriterTests {
    private func name(_ name: String) -> ObjectName { ObjectName(schema: "public", name) }

    private func table(_ name: String, _ columns: Column...) -> Table { Table(self.name(name), columns: columns) }

    private func written(_ schema: Schema) throws -> [String] {
        try PostgresSchemaWriter(schema).statements().map(\.sql)
    }

    @Test func theScriptMakesItsSettingsFirst() throws {
        var schema = Schema(.postgres)
        schema.tables = [table("t", Column("id", "integer"))]
        #expect(
            try PostgresSchemaWriter(schema).script() == """
                SET search_path = '';
                SET check_function_bodies = false;

                CREATE TABLE public.t (
                    id integer
                );

                """)
    }

    @Test func theSchemaThatEveryDatabaseHasIsNotMade() throws {
        var schema = Schema(.postgres)
        schema.namespaces = [Namespace("public"), Namespace("Sales")]
        #expect(try written(schema) == ["CREATE SCHEMA \"Sales\""])
    }

    @Test func objectsStandByKindAndNameUnlessOneNeedsAnother() throws {
        var schema = Schema(.postgres)
        schema.tables = [table("b"), table("a")]
        schema.types = [UserType(name("z"), .enumeration)]
        schema.routines = [Routine(name("f"), signature: "b", language: "sql", definition: "CREATE FUNCTION f")]
        #expect(
            try PostgresSchemaWriter(schema).statements().map(\.object.name.name) == ["z", "f", "a", "b"])
        schema.dependencies = [
            SchemaDependency(
                ObjectReference(.routine, name("f"), detail: "b"), needs: ObjectReference(.table, name("b"))),
            SchemaDependency(ObjectReference(.table, name("b")), needs: ObjectReference(.table, name("a"))),
        ]
        #expect(
            try PostgresSchemaWriter(schema).statements().map(\.object.name.name) == ["z", "a", "b", "f"])
    }

    @Test func foreignKeysComeBehindAllTablesThoughTheyReferInACircle() throws {
        var (a, b) = (table("a", Column("id", "integer")), table("b", Column("id", "integer")))
        a.foreignKeys = [ForeignKey(["id"], references: name("b"), ["id"], name: "to_b")]
        b.foreignKeys = [ForeignKey(["id"], references: name("a"), ["id"], name: "to_a")]
        var schema = Schema(.postgres)
        schema.tables = [a, b]
        #expect(
            try written(schema).suffix(2) == [
                "ALTER TABLE public.a\n    ADD CONSTRAINT to_b FOREIGN KEY (id) REFERENCES public.b (id)",
                "ALTER TABLE public.b\n    ADD CONSTRAINT to_a FOREIGN KEY (id) REFERENCES public.a (id)",
            ])
    }

    // MARK: Circles

    private func routine(_ routine: String) -> (Routine, ObjectReference) {
        (
            Routine(name(routine), signature: "", language: "sql", definition: "CREATE FUNCTION \(routine)"),
            ObjectReference(.routine, name(routine), detail: "")
        )
    }

    @Test func aDefaultThatNeedsItsOwnTableIsGivenLater() throws {
        let (f, reference) = routine("f")
        var column = Column("n", "integer")
        column.defaultValue = "public.f()"
        var schema = Schema(.postgres)
        (schema.tables, schema.routines) = ([table("t", column)], [f])
        let t = ObjectReference(.table, name("t"))
        schema.dependencies = [
            SchemaDependency(ObjectReference(.column, name("t"), detail: "n"), needs: reference),
            SchemaDependency(reference, needs: t),
        ]
        #expect(
            try written(schema) == [
                "CREATE TABLE public.t (\n    n integer\n)", "CREATE FUNCTION f",
                "ALTER TABLE ONLY public.t ALTER COLUMN n SET DEFAULT public.f()",
            ])
    }

    @Test func aCheckThatNeedsItsOwnTableIsAddedLater() throws {
        let (f, reference) = routine("f")
        var schema = Schema(.postgres)
        (schema.tables, schema.routines) = ([table("t", Column("n", "integer"))], [f])
        schema.tables[0].checks = [Check("public.f(t.*)", name: "c"), Check("n > 1", name: "d")]
        schema.dependencies = [
            SchemaDependency(ObjectReference(.constraint, name("t"), detail: "c"), needs: reference),
            SchemaDependency(reference, needs: ObjectReference(.table, name("t"))),
        ]
        #expect(
            try written(schema) == [
                "CREATE TABLE public.t (\n    n integer,\n    CONSTRAINT d CHECK (n > 1)\n)", "CREATE FUNCTION f",
                "ALTER TABLE public.t\n    ADD CONSTRAINT c CHECK (public.f(t.*))",
            ])
    }

    @Test func aViewThatNeedsWhatNeedsItBeginsWithoutItsQuery() throws {
        let (f, reference) = routine("f")
        var view = View(name("v"), query: "SELECT public.f() AS n")
        view.columns = [Column("n", "integer")]
        var schema = Schema(.postgres)
        (schema.views, schema.routines) = ([view], [f])
        let v = ObjectReference(.view, name("v"))
        schema.dependencies = [SchemaDependency(v, needs: reference), SchemaDependency(reference, needs: v)]
        #expect(
            try written(schema) == [
                "CREATE VIEW public.v AS\nSELECT\n    NULL::integer AS n", "CREATE FUNCTION f",
                "CREATE OR REPLACE VIEW public.v AS\nSELECT public.f() AS n",
            ])
    }

    @Test func aCircleThatCannotBeBrokenIsAnErrorThatNamesIt() throws {
        let ((f, one), (g, two)) = (routine("f"), routine("g"))
        var schema = Schema(.postgres)
        schema.routines = [f, g]
        schema.dependencies = [SchemaDependency(one, needs: two), SchemaDependency(two, needs: one)]
        let error = try #require(throws: SchemaCycle.self) { try PostgresSchemaWriter(schema).statements() }
        #expect(
            error.description
                == "these objects need one another, and none can be made first: routine public.f () → routine public.g ()"
        )
    }

    @Test func aLongChainOfViewsIsPutInOrder() throws {
        var schema = Schema(.postgres)
        let numbers = 0..<20_000
        schema.views = numbers.map { View(name("v\($0)"), query: "SELECT \($0)") }
        schema.dependencies = numbers.dropFirst().map { number in
            SchemaDependency(
                ObjectReference(.view, name("v\(number - 1)")), needs: ObjectReference(.view, name("v\(number)")))
        }
        let objects = try PostgresSchemaWriter(schema).statements().map(\.object.name.name)
        #expect(objects.count == 20_000)
        #expect(objects.first == "v19999" && objects.last == "v0")
    }

    // MARK: Options

    @Test func commentsAndRightsAreWrittenAsWished() throws {
        var schema = Schema(.postgres)
        schema.tables = [table("t")]
        schema.tables[0].comment = "it's"
        schema.tables[0].grants = [Grant("Reader", ["SELECT"])]
        let made = "CREATE TABLE public.t ()"
        #expect(try written(schema) == [made, "COMMENT ON TABLE public.t IS 'it''s'"])
        var options = PostgresSchemaWriter.Options()
        (options.writesComments, options.writesGrants) = (false, true)
        #expect(
            try PostgresSchemaWriter(schema, options).statements().map(\.sql) == [
                made, "GRANT SELECT ON TABLE public.t TO \"Reader\"",
            ])
    }

    @Test func whatActsByItselfComesLast() throws {
        var schema = Schema(.postgres)
        var trigger = OtherObject(
            "event trigger", ObjectName("e"), statements: ["CREATE EVENT TRIGGER e"], removal: "DROP EVENT TRIGGER e")
        trigger.comment = "acts"
        schema.others = [trigger]
        schema.tables = [table("t")]
        schema.tables[0].comment = "t"
        #expect(
            try written(schema) == [
                "CREATE TABLE public.t ()", "COMMENT ON TABLE public.t IS 't'", "CREATE EVENT TRIGGER e",
                "COMMENT ON EVENT TRIGGER e IS 'acts'",
            ])
    }

    // MARK: Single pieces

    @Test func piecesForChangesStandAlone() {
        let t = name("Table")
        #expect(
            PostgresDDL.setDefault(nil, of: "n", in: t)
                == "ALTER TABLE ONLY public.\"Table\" ALTER COLUMN n DROP DEFAULT")
        #expect(PostgresDDL.setNullable(true, of: "order", in: t).hasSuffix("ALTER COLUMN \"order\" DROP NOT NULL"))
        #expect(PostgresDDL.dropConstraint("c", of: t) == "ALTER TABLE public.\"Table\" DROP CONSTRAINT c")
        #expect(PostgresDDL.setOwner(of: name("s"), nil) == "ALTER SEQUENCE public.s OWNED BY NONE")
        #expect(PostgresDDL.comment(nil, on: "TABLE public.t") == "COMMENT ON TABLE public.t IS NULL")
        #expect(PostgresDDL.addConstraint("CHECK (true)", to: t, onlyThere: true).hasPrefix("ALTER TABLE ONLY"))
    }

    @Test(
        "an expression of an index stands in parentheses unless it is a call",
        arguments: [
            ("lower(name)", "lower(name)"), ("a + b", "(a + b)"), ("f(a) + g(b)", "(f(a) + g(b))"),
            ("public.f(a, ')')", "public.f(a, ')')"), ("ROW(a, b)", "(ROW(a, b))"), ("(a).b", "((a).b)"),
            ("COALESCE(a, b)", "(COALESCE(a, b))"),
        ])
    func indexExpression(_ expression: String, _ written: String) {
        let index = Index("i", [IndexPart(expression: expression)])
        #expect(PostgresDDL.createIndex(index, on: name("t")) == ["CREATE INDEX i ON public.t (\(written))"])
    }
}
