import SQLText
import SchemaModel
import Testing

@testable import MartletCore

/// How a rename is written, and what is said of one that fits nowhere.
@Suite struct RenameReadingTests {
    private static func schema(_ dialect: Dialect, _ tables: [String: [String]]) -> Schema {
        var schema = Schema(dialect)
        schema.tables = tables.sorted { $0.key < $1.key }.map { key, columns in
            let parts = key.split(separator: "/").map(String.init)
            let name = parts.count == 2 ? ObjectName(schema: parts[0], parts[1]) : ObjectName(key)
            return Table(name, columns: columns.map { Column($0, "text") })
        }
        return schema
    }

    struct Written: Sendable, CustomTestStringConvertible {
        var text: String
        var dialect = Dialect.sqlite
        var old: [String: [String]]
        var new: [String: [String]]
        var hint: RenameHint

        var testDescription: String { "\(dialect) \(text)" }
    }

    static let written = [
        Written(
            text: "\"a.b\".c=d", old: ["a.b": ["c"]], new: ["a.b": ["d"]],
            hint: RenameHint(column: "c", of: ObjectName("a.b"), to: "d")),
        Written(
            text: "\"a=b\"=\"c \"\"d\"\"\"", old: ["a=b": ["x"]], new: ["c \"d\"": ["x"]],
            hint: RenameHint(table: ObjectName("a=b"), to: ObjectName("c \"d\""))),
        Written(
            text: "[a.b].`c.d`=e", old: ["a.b": ["c.d"]], new: ["a.b": ["e"]],
            hint: RenameHint(column: "c.d", of: ObjectName("a.b"), to: "e")),
        Written(
            text: "USERS.Mail=EMAIL", old: ["users": ["mail"]], new: ["users": ["email"]],
            hint: RenameHint(column: "mail", of: ObjectName("users"), to: "email")),
        Written(
            text: "my table=other table", old: ["my table": ["x"]], new: ["other table": ["x"]],
            hint: RenameHint(table: ObjectName("my table"), to: ObjectName("other table"))),
        Written(
            text: "Users.mail=email", dialect: .postgres, old: ["public/users": ["mail"], "public/Users": ["mail"]],
            new: ["public/users": ["email"], "public/Users": ["mail"]],
            hint: RenameHint(column: "mail", of: ObjectName(schema: "public", "users"), to: "email")),
        Written(
            text: "\"Users\".mail=email", dialect: .postgres,
            old: ["public/users": ["mail"], "public/Users": ["mail"]],
            new: ["public/users": ["mail"], "public/Users": ["email"]],
            hint: RenameHint(column: "mail", of: ObjectName(schema: "public", "Users"), to: "email")),
        Written(
            text: "Users=People", dialect: .postgres, old: ["public/Users": ["x"]], new: ["public/People": ["x"]],
            hint: RenameHint(
                table: ObjectName(schema: "public", "Users"), to: ObjectName(schema: "public", "People"))),
        Written(
            text: "users.mail=email", dialect: .postgres, old: ["s/users": ["mail"], "public/users": ["mail"]],
            new: ["s/users": ["mail"], "public/users": ["email"]],
            hint: RenameHint(column: "mail", of: ObjectName(schema: "public", "users"), to: "email")),
        Written(
            text: "s.users.mail=email", dialect: .postgres, old: ["s/users": ["mail"]], new: ["s/users": ["email"]],
            hint: RenameHint(column: "mail", of: ObjectName(schema: "s", "users"), to: "email")),
        Written(
            text: "s.users=t.people", dialect: .postgres, old: ["s/users": ["mail"]], new: ["t/people": ["mail"]],
            hint: RenameHint(table: ObjectName(schema: "s", "users"), to: ObjectName(schema: "t", "people"))),
        // A schema with a table, and a table with a column, of the same names.
        Written(
            text: "s.users=people", dialect: .postgres, old: ["s/users": ["mail"], "public/s": ["users"]],
            new: ["s/people": ["mail"], "public/s": ["users"]],
            hint: RenameHint(table: ObjectName(schema: "s", "users"), to: ObjectName(schema: "s", "people"))),
    ]

    @Test(arguments: written) func namesAreReadAsSQLHasThem(_ written: Written) throws {
        let (old, new) = (
            Self.schema(written.dialect, written.old), Self.schema(written.dialect, written.new)
        )
        let hints = try RenameReading(old: old, new: new).hints([written.text])
        #expect(hints == [written.hint])
        #expect(SchemaDifference(from: old, to: new, renames: hints).unusedHints.isEmpty)
    }

    static let refused: [(texts: [String], message: String)] = [
        (["users"], "--rename wants OLD=NEW, not users"), (["users="], "--rename wants OLD=NEW, not users="),
        (["\"users=people"], "--rename wants OLD=NEW, not \"users=people"),
        (["usrs=people"], "neither schema has a table usrs"),
        (["users.mal=email"], "neither schema has a column users.mal"),
        (
            ["people=users"],
            "only the second schema has the table people: the name in the first one stands before the ="
        ),
        (
            ["users.email=mail"],
            "only the second schema has the column users.email: the name in the first one stands before the ="
        ),
        (["posts=nowhere"], "the second schema has no table nowhere that the table posts could be"),
        (["users.mail=nowhere"], "the second schema has no column users.nowhere that the column users.mail could be"),
        (["posts=users"], "both schemas have the table users, so the table posts has not become it"),
        (
            ["users.name=id"],
            "both schemas have the column users.id, so the column users.name has not become it"
        ),
        (["users=users"], "the table users has the same name in both schemas"),
        (["users.mail=email", "users.mail=id"], "the column users.mail has one other name at most, and two are given"),
        (["users.mail=email", "users.name=email"], "two of --rename lead to the column users.email"),
        (["users.mail=users.email"], "the new name of a column stands alone, not users.mail=users.email"),
    ]

    @Test(arguments: refused) func whatFitsNowhereIsSaid(_ texts: [String], _ message: String) throws {
        let old = Self.schema(.sqlite, ["users": ["id", "mail", "name"], "posts": ["x"]])
        let new = Self.schema(.sqlite, ["users": ["id", "email", "name"], "people": ["y"], "posts": ["x"]])
        let diagnostic = try Self.refusal(of: texts, old, new)
        #expect(diagnostic.code == .usage && diagnostic.message == message)
        #expect(diagnostic.help?.contains(RenameReading.form) ?? false, "\(diagnostic.help ?? "")")
    }

    private static func refusal(of texts: [String], _ old: Schema, _ new: Schema) throws -> Diagnostic {
        let workshop = try Workshop()
        let reading = SchemaReading(context: workshop.context(), home: workshop.project.databases[0])
        var comparison = SchemaComparison(old: old, new: new, reading: reading)
        let error = #expect(throws: MartletError.self) { try comparison.take(texts) }
        return try #require(error?.diagnostics.first)
    }

    /// What has the name goes first, unless something that stays needs it.
    @Test(arguments: [
        ("users=people", "the table public.users cannot become the table public.people: something needs the one"),
        ("users.name=mail", "the column public.users.name cannot become the column public.users.mail: something needs"),
    ])
    func whatIsNeededMakesNoWay(_ text: String, _ message: String) throws {
        let isTable = text == "users=people"
        var old = Self.schema(.postgres, ["public/users": ["mail", "name"], "public/people": ["mail", "name"]])
        var new = Self.schema(
            .postgres,
            isTable
                ? ["public/people": ["mail", "name"]] : ["public/users": ["mail"], "public/people": ["mail", "name"]])
        let hints = try RenameReading(old: old, new: new).hints([text])
        #expect(SchemaDifference(from: old, to: new, renames: hints).unusedHints.isEmpty)
        let view = View(ObjectName(schema: "public", "v"), query: "SELECT mail FROM public.users, public.people")
        let needed = ObjectReference(.table, ObjectName(schema: "public", isTable ? "people" : "users"))
        (old.views, new.views) = ([view], [view])
        old.dependencies = [SchemaDependency(ObjectReference(.view, view.name), needs: needed)]
        let diagnostic = try Self.refusal(of: [text], old, new)
        #expect(diagnostic.code == .unsupported && diagnostic.message.hasPrefix(message), "\(diagnostic.message)")
    }
}
