import SQLText
import SchemaModel
import Testing

/// What the command line is told to take for a rename.
@Suite struct RenameHintTests {
    private func schema(_ table: ObjectName) -> Schema {
        var schema = Schema(.postgres)
        schema.tables = [Table(table, columns: [Column("id", "integer")])]
        return schema
    }

    @Test(
        arguments: [
            (ObjectName(schema: "s2", "b"), "public.a=s2.b"), (ObjectName(schema: "s2", "a"), "public.a=s2.a"),
            (ObjectName(schema: "public", "b"), "public.a=b"),
            (ObjectName(schema: "public", "Odd"), "'public.a=\"Odd\"'"),
        ]) func aTableThatMovesIsNamedWithItsSchema(_ name: ObjectName, _ argument: String)
    {
        let difference = SchemaDifference(from: schema(ObjectName(schema: "public", "a")), to: schema(name))
        #expect(
            difference.comments.contains("public.a may be \(name) now: --rename \(argument) keeps its rows."),
            "\(difference.comments)")
    }
}
