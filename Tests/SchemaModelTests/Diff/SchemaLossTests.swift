import SQLText
import SchemaModel
import Testing

/// What goes with something that is dropped, and what of it comes back.
@Suite struct SchemaLossTests {
    private func view(_ name: String, _ query: String = "SELECT 1") -> View {
        View(ObjectName(schema: "public", name), query: query)
    }

    private func schema(_ views: [View], _ tables: [Table] = []) -> Schema {
        var schema = Schema(.postgres)
        (schema.views, schema.tables) = (views, tables)
        return schema
    }

    private func isNamed(_ name: String) -> (ObjectReference) -> Bool {
        { $0.kind == .view && $0.name.name == name }
    }

    @Test func whatIsNamedStaysAwayAndTheRestComesBack() {
        var loss = SchemaLoss()
        loss.note(before: schema([view("a"), view("b")]), after: schema([]), isNamed: isNamed("a"))
        #expect(loss.taken == [ObjectReference(.view, ObjectName(schema: "public", "b"))])
        #expect(loss.completing(schema([])).views.map(\.name.name) == ["b"])
    }

    @Test func whatIsThereAgainGetsWhatItHad() throws {
        var (old, other) = (view("a"), view("b"))
        old.comment = "old"
        old.grants = [Grant("ann", ["SELECT"]), Grant("bob", ["SELECT"])]
        old.triggers = [
            Trigger("t", timing: "INSTEAD OF", events: ["INSERT"], action: "f()", definition: "CREATE TRIGGER t")
        ]
        other.comment = "was"
        var loss = SchemaLoss()
        loss.note(before: schema([old, other]), after: schema([]), isNamed: isNamed("a"))
        var (new, again) = (view("a", "SELECT 2"), view("b", "SELECT 3"))
        new.grants = [Grant("bob", ["INSERT"])]
        again.comment = "is"
        let goal = loss.completing(schema([new, again]))
        let made = try #require(goal.views.first)
        #expect(made.query == "SELECT 2" && made.comment == "old" && made.triggers.map(\.name) == ["t"])
        #expect(made.grants == [Grant("bob", ["INSERT"]), Grant("ann", ["SELECT"])])
        #expect(goal.views.last?.comment == "is")
    }

    @Test func whatIsDroppedByNameLaterStaysAway() {
        var loss = SchemaLoss()
        loss.note(before: schema([view("a"), view("b")]), after: schema([view("a")]), isNamed: { _ in false })
        loss.note(before: schema([view("a")]), after: schema([view("a")]), isNamed: isNamed("b"))
        #expect(loss.completing(schema([view("a")])).views.map(\.name.name) == ["a"])
    }

    /// f(text) needs a view that needs f(integer), which is the one that was dropped.
    @Test func ofTwoRoutinesOfANameTheOneThatNeedsTheOtherComesBack() {
        let name = ObjectName(schema: "public", "f")
        let routines = ["integer", "text"].map { Routine(name, signature: $0, language: "sql", definition: "f " + $0) }
        var before = schema([view("v")])
        before.routines = routines
        let (number, text) = (
            ObjectReference(.routine, name, detail: "integer"), ObjectReference(.routine, name, detail: "text")
        )
        let between = ObjectReference(.view, ObjectName(schema: "public", "v"))
        before.dependencies = [SchemaDependency(text, needs: between), SchemaDependency(between, needs: number)]
        var loss = SchemaLoss()
        loss.note(before: before, after: schema([]), isNamed: { $0.kind == .routine })
        #expect(loss.completing(schema([])).routines.map(\.signature) == ["text"])
        #expect(loss.taken == [text, between])
    }

    @Test func theNewestOfSeveralLossesCounts() {
        var loss = SchemaLoss()
        loss.note(before: schema([view("b", "SELECT 1")]), after: schema([]), isNamed: { _ in false })
        loss.note(before: schema([view("b", "SELECT 2")]), after: schema([]), isNamed: { _ in false })
        #expect(loss.completing(schema([])).views.map(\.query) == ["SELECT 2"])
    }

    @Test func rowsDoNotComeBack() {
        let name = ObjectName(schema: "public", "t")
        let before = Table(name, columns: [Column("a", "integer"), Column("b", "mood")])
        let after = Table(name, columns: [Column("a", "integer")])
        var loss = SchemaLoss()
        loss.note(before: schema([], [before]), after: schema([], [after]), isNamed: { _ in false })
        #expect(loss.irretrievable == [ObjectReference(.column, name, detail: "b")])
        loss = SchemaLoss()
        loss.note(before: schema([], [before]), after: schema([]), isNamed: { _ in false })
        #expect(loss.irretrievable == [ObjectReference(.table, name)])
    }

    @Test func aDefaultComesBackToItsColumn() {
        let name = ObjectName(schema: "public", "t")
        var (before, after) = (
            Table(name, columns: [Column("a", "integer")]), Table(name, columns: [Column("a", "integer")])
        )
        before.columns[0].defaultValue = "public.f()"
        before.checks = [Check("f(a) > 0", name: "c")]
        var loss = SchemaLoss()
        loss.note(before: schema([], [before]), after: schema([], [after]), isNamed: { _ in false })
        #expect(loss.completing(schema([], [after])).tables == [before])
        after.columns[0].defaultValue = "1"
        #expect(loss.completing(schema([], [after])).tables[0].columns[0].defaultValue == "1")
    }
}
