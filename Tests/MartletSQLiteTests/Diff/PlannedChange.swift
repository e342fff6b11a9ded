import SQLText
import SchemaModel
import Testing

/// A change of a schema, and what becomes of the database and its rows.
struct PlannedChange: Sendable, CustomTestStringConvertible {
    var name: String
    /// The database before, with its rows.
    var old: [String]
    /// The database as it should be.
    var new: [String]
    var renames: [RenameHint] = []
    /// What the statements begin with.
    var plan: [String]
    var hazards: Set<Hazard> = []
    /// What the statement that copies the rows is explained with.
    var sentence: String?
    /// A query on the database afterwards, and its values.
    var query = ""
    var values: [String?] = []

    var testDescription: String { name }

    /// Plans the change, holds the plan against what is expected of it, runs it, and looks at the rows.
    func run() throws -> (database: ChangedDatabase, wanted: Schema, plan: SQLiteChangePlan) {
        let database = try ChangedDatabase(old)
        let wanted = try ChangedDatabase(new).schema
        let plan = SQLiteChangePlan(from: try database.schema, to: wanted, renames: renames)
        let statements = plan.statements.map(\.sql)
        try #require(statements.count == self.plan.count, "\(statements)")
        for (statement, start) in zip(statements, self.plan) {
            #expect(statement.hasPrefix(start), "\(statements)")
        }
        #expect(Set(plan.statements.flatMap(\.hazards)) == hazards)
        if let sentence { #expect(plan.statements.contains { $0.explanation == sentence }) }
        try database.run(plan)
        if !query.isEmpty { #expect(try database.texts(query) == values) }
        return (database, wanted, plan)
    }
}
