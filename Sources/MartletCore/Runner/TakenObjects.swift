internal import SQLText
internal import SchemaModel

/// What went with objects that repeatables made anew, and how it comes back.
struct TakenObjects {
    let context: RunContext
    /// What went.
    private(set) var loss = SchemaLoss()
    /// The repeatable with which something went last.
    private(set) var subject = ""

    init(context: RunContext) { self.context = context }

    /// Whether nothing went, or all is there again.
    var isEmpty: Bool { loss.isEmpty }

    /// The schema as it is inside of the transaction.
    func schema() throws(DriverError) -> Schema { try context.driver.schema(excluding: Set(context.tables.all)) }

    /// Notes what a statement of a repeatable has taken away.
    /// - Parameter isNamed: whether the statement drops an object by name.
    mutating func note(
        of subject: String, before: Schema, after: Schema, isNamed: (ObjectReference) -> Bool
    ) {
        loss.note(before: before, after: after, isNamed: isNamed)
        self.subject = subject
    }

    /// Makes again what went and what no file has made again, as it was: with owners, rights, comments and triggers.
    /// - Parameter saysRights: whether a file may have said who has which rights on what it has made.
    /// - Throws: what could not be made again, and why.
    mutating func restore(at location: SourceLocation?, saysRights: Bool) throws(StepFailure) {
        if let object = loss.irretrievable.first {
            throw StepFailure(
                Diagnostic(
                    .sql, "\(subject) takes \(object.words) away, which holds rows and cannot be made again as it was",
                    at: location, notes: taken, help: "change what it is in a migration with a version"))
        }
        try giveBack()
        let now = try reading()
        let recovery = SchemaRecovery(
            of: loss, in: now, as: nil, serverVersion: serverVersion, saysRights: saysRights)
        for statement in try statements(of: recovery) { try run(statement, at: location) }
        guard try reading().hasAll(of: recovery.goal) else {
            throw StepFailure(
                Diagnostic(
                    .sql, "what \(subject) takes away is not there again", at: location, notes: taken,
                    help: "make these in repeatables as well"))
        }
        loss = SchemaLoss()
    }

    /// Gives objects back to whom they belonged: rights come behind that.
    private func giveBack() throws(StepFailure) {
        guard context.driver is any ServerDriver else { return }
        try StepFailure.catching { () throws(DriverError) in
            let role = try context.driver.query("SELECT current_user").first?.text(0)
            let recovery = SchemaRecovery(of: loss, in: try schema(), as: role)
            for statement in recovery.givingBack { try context.driver.execute(statement) }
        }
    }

    private func statements(of recovery: SchemaRecovery) throws(StepFailure) -> [ChangeStatement] {
        do throws(SchemaCycle) {
            let statements = try recovery.statements()
            guard context.driver is any ServerDriver, !statements.isEmpty else { return statements }
            return SchemaRecovery.settings.map { ChangeStatement($0, "Names are written in full.") } + statements
        } catch {
            throw StepFailure(
                Diagnostic(.sql, "what \(subject) takes away cannot be made again: \(error)", notes: taken))
        }
    }

    private func run(_ statement: ChangeStatement, at location: SourceLocation?) throws(StepFailure) {
        do throws(DriverError) {
            try context.driver.execute(statement.sql)
        } catch {
            var failure = StepFailure(error)
            failure.diagnostics[0].message =
                "what \(subject) takes away cannot be made again: " + failure.diagnostics[0].message
            failure.diagnostics[0].location = location
            failure.diagnostics[0].notes += ["it was to be made by: \(Excerpt.of(statement.sql))"] + taken
            failure.diagnostics[0].help =
                "have the repeatable keep what these need, or make them in repeatables as well"
            throw failure
        }
    }

    private func reading() throws(StepFailure) -> Schema {
        try StepFailure.catching { () throws(DriverError) in try schema() }
    }

    private var taken: [String] {
        let words = loss.taken.map(\.words)
        return words.isEmpty ? [] : ["it takes away: \(words.joined(separator: ", "))"]
    }

    private var serverVersion: Int {
        Int(context.driver.server.version.prefix { $0.isNumber }) ?? 0
    }
}

extension ObjectReference {
    /// For people: `the view public.active`, `the trigger stamp of public.users`.
    var words: String {
        switch kind {
        case .column, .constraint, .index, .trigger, .policy:
            "the \(kind.rawValue) \(detail ?? "") of \(name)"
        case .routine: "the routine \(name)(\(detail ?? ""))"
        case .other: "the \(detail ?? "object") \(name)"
        default: "the \(kind.rawValue) \(name)"
        }
    }
}
