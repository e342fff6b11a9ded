internal import SQLText
internal import SchemaModel

/// Goes around each statement of a repeatable: where the database refuses to change or drop what others need, these go
/// first, and it is noted what they were.
///
/// A view gets no other columns, and a function no other result, but by being dropped; and nothing is dropped that
/// something else needs. CASCADE tells the database to find all of that.
/// Source: <https://www.postgresql.org/docs/current/sql-createview.html>,
/// <https://www.postgresql.org/docs/current/ddl-depend.html>.
final class DependentGuard: StatementEnclosure {
    private let context: RunContext
    private let subject: String
    private(set) var taken: TakenObjects
    /// What the statement that is run makes or drops; others need no mark to go back to.
    private var target: StatementTarget?
    /// The schema before the statement that is run, if it drops something.
    private var before: Schema?
    /// The schema, as long as nothing has changed it.
    private var known: Schema?
    /// The statement that was tried in vain, by its number.
    private var attempted = 0
    /// The statement that was run in another way, by its number.
    private var handled = 0

    init(context: RunContext, taken: TakenObjects, subject: String) {
        (self.context, self.taken, self.subject) = (context, taken, subject)
    }

    private var driver: any Driver { context.driver }

    private func schema() throws(DriverError) -> Schema {
        if let known { return known }
        return try taken.schema()
    }

    func open(_ statement: ScriptStatement) throws(StepFailure) -> Bool {
        guard handled != statement.number else { return false }
        target = StatementTarget(statement.sql, dialect: statement.dialect)
        before = nil
        guard target != nil else { return true }
        try StepFailure.catching { () throws(DriverError) in
            if target?.verb == .drop { before = try schema() }
            try driver.savepoint()
        }
        return true
    }

    func close(_ statement: ScriptStatement) throws(StepFailure) {
        known = nil
        guard let target else { return }
        try StepFailure.catching { () throws(DriverError) in
            try driver.releaseSavepoint()
            guard let before else { return }
            try note(before) { target.names($0, statement.dialect) }
        }
    }

    private func note(_ before: Schema, isNamed: (ObjectReference) -> Bool) throws(DriverError) {
        let after = try taken.schema()
        taken.note(of: subject, before: before, after: after, isNamed: isNamed)
        known = after
    }

    func abandon(_ statement: ScriptStatement, _ failure: inout StepFailure?) -> Bool {
        guard let target, driver.isInTransaction, let cause = failure?.cause,
            (try? driver.rollbackToSavepoint()) != nil, driver is any ServerDriver, attempted != statement.number
        else { return false }
        do throws(DriverError) {
            attempted = statement.number
            return try makeWay(for: statement, target, cause)
        } catch {
            failure?.diagnostics[0].notes.append("what needs it was not to be taken away: \(Excerpt.of(error.message))")
            return false
        }
    }

    // MARK: Making way

    /// Codes of PostgreSQL: a view would get other columns, a function another result, and something needs what is dropped.
    private static let (otherColumns, otherFunction, isNeeded) = ("42P16", "42P13", "2BP01")

    /// Takes away what stands in the way of a statement.
    /// - Returns: whether something was done about it.
    private func makeWay(
        for statement: ScriptStatement, _ target: StatementTarget, _ cause: DriverError
    ) throws(DriverError) -> Bool {
        switch (target.verb, target.kind, cause.serverCode) {
        case (.drop, .view, Self.isNeeded), (.drop, .materializedView, Self.isNeeded), (.drop, .routine, Self.isNeeded),
            (.drop, .type, Self.isNeeded):
            try drop(statement.textInCascade) { target.names($0, statement.dialect) }
            handled = statement.number
            return true
        case (.create, .view, Self.otherColumns):
            guard let view = try self.view(named: target.written[0]) else { return false }
            try drop("DROP VIEW \(view.words) CASCADE") { $0 == view.reference }
            return true
        case (.create, .routine, Self.otherFunction):
            guard let hint = cause.fields?.hint, let routine = try routine(in: hint) else { return false }
            try drop("DROP ROUTINE \(routine.words) CASCADE") { $0.kind == .routine && $0.name == routine.name }
            return true
        default: return false
        }
    }

    private func drop(_ sql: String, isNamed: (ObjectReference) -> Bool) throws(DriverError) {
        let before = try schema()
        try driver.savepoint()
        do throws(DriverError) {
            try driver.execute(sql)
            try note(before, isNamed: isNamed)
            try driver.releaseSavepoint()
        } catch {
            try driver.rollbackToSavepoint()
            throw error
        }
    }

    /// The view that a name leads to from here.
    private func view(named name: String) throws(DriverError) -> (words: String, reference: ObjectReference)? {
        let row = try driver.query(
            """
            SELECT n.nspname, c.relname FROM pg_catalog.pg_class AS c
              JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
            WHERE c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass($1) AND c.relkind IN ('v')
            """, [.text(name)]
        ).first
        guard let schema = row?.text(0), let name = row?.text(1) else { return nil }
        return (
            schema.quotedAsIdentifier + "." + name.quotedAsIdentifier,
            ObjectReference(.view, ObjectName(schema: schema, name))
        )
    }

    /// The routine that the server suggests to drop first.
    ///
    /// In whatever language: `Use DROP FUNCTION f(integer) first.`
    private func routine(in hint: String) throws(DriverError) -> (words: String, name: ObjectName)? {
        guard let start = hint.firstRange(of: "DROP ")?.upperBound, let end = hint.lastIndex(of: ")") else {
            return nil
        }
        let words = hint[start...end].split(separator: " ", maxSplits: 1)
        guard words.count == 2 else { return nil }
        let row = try driver.query(
            """
            SELECT n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid)
            FROM pg_catalog.pg_proc AS p
              JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) p.pronamespace
            WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure($1)
            """, [.text(String(words[1]))]
        ).first
        guard let schema = row?.text(0), let name = row?.text(1), let arguments = row?.text(2) else { return nil }
        return (
            "\(schema.quotedAsIdentifier).\(name.quotedAsIdentifier)(\(arguments))", ObjectName(schema: schema, name)
        )
    }
}

extension ScriptStatement {
    /// A DROP that takes along what needs what it drops.
    fileprivate var textInCascade: String {
        var words = String(decoding: sql, as: UTF8.self)
        while let last = words.last, last == ";" || last.isWhitespace { words.removeLast() }
        if words.lowercased().hasSuffix("restrict") { words.removeLast("restrict".count) }
        return words + "\nCASCADE"
    }
}

extension StatementTarget {
    /// Whether it means an object by its name; a name without a schema leads to one of the search path.
    func names(_ object: ObjectReference, _ dialect: Dialect) -> Bool {
        switch (kind, object.kind) {
        case (.view, .view), (.materializedView, .view), (.routine, .routine), (.type, .type), (.trigger, .trigger):
            break
        default: return false
        }
        let own = object.kind == .trigger ? ObjectName(object.detail ?? "") : object.name
        return names.contains { name in
            if dialect == .sqlite { return name.name.lowercased() == own.name.lowercased() }
            return name.name == own.name && (name.schema == nil || own.schema == nil || name.schema == own.schema)
        }
    }
}
