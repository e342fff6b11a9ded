internal import SQLText

/// A plan that was written down, to be looked at and then carried out as it is or not at all.
///
/// ```json
/// {
///   "databases": [{"applied": 3, "history": "v1:sha256:…", "identity": "p2:…", "name": "app", "newest": "003",
///     "steps": [{"checksum": "v1:sha256:…", "description": "…", "kind": "apply", "statements": ["…"], "subject": "004"}],
///     "target": "sqlite:app.db"}],
///   "identity": "v1:sha256:…", "made_at": "…", "made_by": "…", "project": "…", "schema": "martlet-plan/1",
///   "selection": {"allow_out_of_order": false, "steps": null, "to": null}
/// }
/// ```
///
/// The statements are there to be read; what is compared are the digests. `identity` is the digest of all the rest.
public struct PlanFile: Sendable {
    static let schema = "martlet-plan/1"

    /// What is planned for one database.
    struct Database: Sendable {
        var name: String
        var identity: String
        var basis: PlanBasis
        var steps: [PlanOutline.Step]
    }

    /// What was asked for.
    public let selection: MigrationSelection
    let project: String
    let madeAt: String
    let madeBy: String
    let databases: [Database]

    /// The digest of all that the file says.
    public var identity: String { Self.identity(of: content) }

    /// The file's text.
    public var text: String {
        var members = content
        members["identity"] = .string(identity)
        return JSONValue.object(members).pretty + "\n"
    }

    private static func identity(of members: [String: JSONValue]) -> String {
        Checksum.text(SHA256Digest(of: JSONValue.object(members).compact))
    }

    // MARK: Writing

    /// Makes the file of what was planned; `nil` if nothing was.
    init?(_ outcome: Outcome, _ selection: MigrationSelection, project: String, at time: String, by person: String) {
        let databases = outcome.databases.compactMap { database in
            database.plan.flatMap { plan in
                plan.basis.map {
                    Database(name: database.name, identity: plan.identity, basis: $0, steps: plan.steps)
                }
            }
        }
        guard outcome.isOK, databases.count == outcome.databases.count else { return nil }
        self.databases = databases
        self.selection = selection
        (self.project, madeAt, madeBy) = (project, time, person)
    }

    private var content: [String: JSONValue] {
        [
            "schema": .string(Self.schema), "project": .string(project), "made_at": .string(madeAt),
            "made_by": .string(madeBy), "databases": .array(databases.map(\.json)),
            "selection": [
                "to": JSONValue(selection.target?.text), "steps": JSONValue(selection.steps),
                "allow_out_of_order": .bool(selection.allowsOutOfOrder),
            ],
        ]
    }

    // MARK: Reading

    /// Reads the file at a path.
    /// - Throws: `file-unreadable`, if it is no plan that Martlet wrote; `changed-since-plan`, if it is another text now.
    public init(at path: FilePath) throws(MartletError) {
        try self.init(reading: try FileSystem.read(path), name: path.name)
    }

    /// Reads a file.
    /// - Throws: `file-unreadable`, if it is no plan that Martlet wrote; `changed-since-plan`, if it is another text now.
    public init(reading bytes: [UInt8], name: String) throws(MartletError) {
        guard let json = JSONValue(reading: bytes), case .object(var members) = json else {
            throw Self.unreadable(name, "it is no JSON object")
        }
        guard let schema = members["schema"]?.text, schema.hasPrefix("martlet-plan/") else {
            throw Self.unreadable(name, "its \"schema\" is not \(Self.schema)")
        }
        guard schema == Self.schema else {
            throw Self.unreadable(name, "it is of the form \(schema), which this version does not know")
        }
        let identity = members.removeValue(forKey: "identity")?.text
        guard identity == Self.identity(of: members) else {
            throw MartletError(
                .changedSincePlan, "\(name) is not as it was written",
                notes: ["it says that it is \(identity ?? "nothing"), and is another text", Diagnostic.nothingChanged],
                help: "make the plan again: martlet plan --out \(name.quotedForShell)")
        }
        guard let selection = MigrationSelection(json["selection"]), let project = json["project"]?.text,
            let madeAt = json["made_at"]?.text, let madeBy = json["made_by"]?.text,
            let list = json["databases"]?.array
        else { throw Self.unreadable(name, "something is missing in it") }
        databases = try list.map { (value) throws(MartletError) in
            guard let database = Database(value) else { throw Self.unreadable(name, "a database in it has no plan") }
            return database
        }
        (self.selection, self.project, self.madeAt, self.madeBy) = (selection, project, madeAt, madeBy)
    }

    private static func unreadable(_ name: String, _ reason: String) -> MartletError {
        MartletError(
            .fileUnreadable, "\(name) is no plan: \(reason)", notes: [Diagnostic.nothingChanged],
            help: "martlet plan --out \(name.quotedForShell) writes one")
    }
}

extension MigrationSelection {
    fileprivate init?(_ json: JSONValue?) {
        guard let json, let allowsOutOfOrder = json["allow_out_of_order"]?.bool else { return nil }
        self.init(
            to: json["to"]?.text.map(MigrationVersion.init), steps: json["steps"]?.integer,
            allowsOutOfOrder: allowsOutOfOrder)
    }
}

extension PlanFile.Database {
    fileprivate var json: JSONValue {
        [
            "name": .string(name), "identity": .string(identity), "target": .string(basis.target),
            "history": .string(basis.history), "applied": .integer(basis.appliedCount),
            "newest": JSONValue(basis.newest), "steps": .array(steps.map(\.json)),
        ]
    }

    fileprivate init?(_ json: JSONValue) {
        guard let name = json["name"]?.text, let identity = json["identity"]?.text, let basis = PlanBasis(json),
            let list = json["steps"]?.array
        else { return nil }
        let steps = list.compactMap(PlanOutline.Step.init)
        guard steps.count == list.count else { return nil }
        self.init(name: name, identity: identity, basis: basis, steps: steps)
    }
}

extension PlanBasis {
    fileprivate init?(_ json: JSONValue) {
        guard let target = json["target"]?.text, let history = json["history"]?.text,
            let appliedCount = json["applied"]?.integer
        else { return nil }
        self.init(target: target, history: history, appliedCount: appliedCount, newest: json["newest"]?.text)
    }
}

extension PlanOutline.Step {
    /// The step as a document shows it.
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "kind": .string(kind.rawValue), "subject": .string(subject), "description": .string(description),
            "checksum": JSONValue(checksum), "filled_checksum": JSONValue(filledChecksum),
            "transaction": .string(transaction),
            "leads_back": leadsBack.map(JSONValue.bool) ?? .null, "statement_count": .integer(statementCount),
            "statements": .array(statements.map(JSONValue.string)),
        ]
        if let batches {
            members["batches"] = [
                "rows": .integer(batches.rows), "pause_ms": .integer(batches.pauseMilliseconds),
                "count": JSONValue(batches.count),
            ]
        }
        if !forecasts.isEmpty { members["forecasts"] = .array(forecasts.map(\.json)) }
        return .object(members)
    }

    fileprivate init?(_ json: JSONValue) {
        guard let kind = json["kind"]?.text.flatMap(Step.Kind.init), let subject = json["subject"]?.text,
            let description = json["description"]?.text, let transaction = json["transaction"]?.text,
            let statementCount = json["statement_count"]?.integer, let statements = json["statements"]?.texts
        else { return nil }
        self.init(
            kind: kind, subject: subject, description: description, checksum: json["checksum"]?.text,
            filledChecksum: json["filled_checksum"]?.text,
            transaction: transaction, leadsBack: json["leads_back"]?.bool, statementCount: statementCount,
            statements: statements,
            forecasts: (json["forecasts"]?.array ?? []).compactMap(StatementForecast.init))
    }
}
