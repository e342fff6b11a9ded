internal import SQLText

/// Where one repeatable stands: in the folder, in the history, or in both.
public struct RepeatableStatus: Sendable {
    /// What becomes of comparing the file with the history row.
    public enum State: String, Sendable, Hashable {
        /// Run, and the file is as it was then.
        case applied
        /// Not run yet.
        case pending
        /// Run before, with another text; `migrate` runs it again.
        case changed
        /// Run before, and something that it makes is not there any more; `migrate` runs it again.
        case gone
        /// Its first try failed and left nothing behind; it counts as pending.
        case failed
        /// Meant for another environment.
        case skipped
        /// Run before, and its file is gone; what it made stays.
        case missing
        /// Its file is not fit to be run.
        case unusable
    }

    /// The name of its file, without the ending: `R__active_users`.
    public let name: String
    /// What it does, in words.
    public let description: String
    /// What comparing file and row tells.
    public let state: State
    /// Its row in the history, if it has one.
    public let row: HistoryRow?
    /// Its file, if there is one.
    public let migration: Migration?

    /// True if `migrate` would run it.
    public var isToRun: Bool { [.pending, .changed, .gone, .failed].contains(state) }

    /// The same, of which something is not there any more.
    var withoutWhatItMakes: RepeatableStatus {
        RepeatableStatus(name: name, description: description, state: .gone, row: row, migration: migration)
    }

    /// What its file leaves behind that lasts.
    var made: [StatementTarget] {
        (migration?.script?.up.text?.statementTargets ?? []).reduce(into: []) { made, target in
            made.removeAll { !Set($0.names).isDisjoint(with: target.names) && $0.kind == target.kind }
            if target.verb == .create, !target.isTemporary { made.append(target) }
        }
    }
}

extension [Migration] {
    /// Whether one of them drops something of these.
    func drop(_ made: [StatementTarget]) -> Bool {
        contains { migration in
            (migration.script?.up.text?.statementTargets ?? []).contains { target in
                target.verb == .drop && made.contains { $0.kind == target.kind && !$0.names(in: target).isEmpty }
            }
        }
    }
}

extension StatementTarget {
    /// Its names that another statement means too; one of them may leave the schema to the search path.
    fileprivate func names(in other: StatementTarget) -> [ObjectName] {
        names.filter { name in
            other.names.contains {
                $0.name == name.name && ($0.schema == nil || name.schema == nil || $0.schema == name.schema)
            }
        }
    }
}

extension RepeatableStatus {
    /// Compares the folder with the history: one status for every repeatable that either of them knows, by name.
    ///
    /// Pure: it reads nothing but its arguments.
    static func assess(
        _ files: [Migration], unusable: [RepeatableName], rows: [HistoryRow], environment: String?
    ) -> [RepeatableStatus] {
        let known = Dictionary(rows.map { ($0.version, $0) }) { first, _ in first }
        var statuses = files.map { file in
            let row = known[file.version]
            return RepeatableStatus(
                name: file.version.text, description: file.description, state: state(of: file, row, environment),
                row: row, migration: file)
        }
        statuses += unusable.map { name in
            RepeatableStatus(
                name: name.version.text, description: name.title, state: .unusable, row: known[name.version],
                migration: nil)
        }
        let present = Set(statuses.map(\.name))
        statuses += rows.filter { $0.isApplied && !present.contains($0.version.text) }.map { row in
            RepeatableStatus(
                name: row.version.text, description: row.description, state: .missing, row: row, migration: nil)
        }
        return statuses.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private static func state(of file: Migration, _ row: HistoryRow?, _ environment: String?) -> State {
        guard file.belongs(to: environment) else { return .skipped }
        guard let row else { return .pending }
        guard row.isApplied else { return .failed }
        // Nothing can be compared with a checksum of a newer rule; that is told of the whole history.
        if row.checksum.map(Checksum.isOfNewerRule) ?? false { return .applied }
        return row.checksum == file.checksum ? .applied : .changed
    }
}

extension [RepeatableStatus] {
    /// What a person should know, though nothing stands still for it.
    var warnings: [Diagnostic] {
        filter { $0.state == .missing }.map { status in
            Diagnostic(
                .missing, "the file of \(status.name) \(status.description) is gone", severity: .warning,
                notes: ["what it has made stays in the database"],
                help: "bring the file back, or drop what it made in a migration and forget it: "
                    + "martlet repair \(status.name)")
        }
    }
}
