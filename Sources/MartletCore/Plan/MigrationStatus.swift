/// Where one version stands: in the folder, in the history, or in both.
///
/// A class, as every face and operation goes over thousands of them; it never changes.
public final class MigrationStatus: Sendable {
    /// What becomes of comparing the file with the history row.
    public enum State: String, Sendable, Hashable {
        /// Applied, and the file is as it was then.
        case applied
        /// Not applied yet.
        case pending
        /// Applied, and since then only comments or white space of the file have changed.
        case commentsEdited = "comments-edited"
        /// Applied, and since then a statement of the file has changed.
        case edited
        /// Applied, and the file is gone.
        case missing
        /// Written into the history by a script, or of a program's own code; no file belongs to it.
        case recorded
        /// The last try failed and left nothing behind; it counts as pending.
        case failed
        /// Begun without a transaction and not finished.
        case halfRun = "half-run"
        /// Pending, but a newer version is applied already.
        case outOfOrder = "out-of-order"
        /// Meant for another environment.
        case skipped
        /// Its file is not fit to be run.
        case unusable
    }

    /// The version.
    public let version: MigrationVersion
    /// What it does, in words.
    public let description: String
    /// What comparing file and row tells.
    public let state: State
    /// Its row in the history, if it has one.
    public let row: HistoryRow?
    /// Its file, if there is one.
    public let migration: Migration?

    /// Makes a status.
    public init(
        version: MigrationVersion, description: String, state: State, row: HistoryRow?, migration: Migration?
    ) {
        self.version = version
        self.description = description
        self.state = state
        self.row = row
        self.migration = migration
    }

    /// True if the version counts as applied, whatever became of its file.
    public var isApplied: Bool { row?.isApplied ?? false }

    /// True if `migrate` would run it.
    public var isPending: Bool { state == .pending || state == .failed || state == .outOfOrder }
}

extension MigrationStatus {
    /// Whether a script wrote its row, and neither a file nor the history has anything to run for it.
    var isOnlyRecorded: Bool { state == .recorded && row?.kind == .recorded && row?.leadsBack == false }

    /// Compares the folder with the history: one status for every version either of them knows, in order.
    ///
    /// Pure: it reads nothing but its arguments.
    /// - Parameter database: The database's own name, by which a dependency may call it.
    public static func assess(
        migrations: [Migration], history: [HistoryRow], environment: String? = nil, database: String = ""
    ) -> [MigrationStatus] {
        assess(migrations: migrations, history: HistoryIndex(history), environment: environment, database: database)
    }

    static func assess(
        migrations: [Migration], unusable: [UnusableFile] = [], listing: [MigrationVersion]? = nil,
        history: HistoryIndex, environment: String?, database: String
    ) -> [MigrationStatus] {
        let isGraph = migrations.contains { $0.revision != nil }
        let places: (any VersionPlaces)? =
            isGraph ? GraphPlaces(migrations, unusable, history) : listing.map { ListedPlaces($0, history) }
        let newest = places == nil ? history.rows.newestApplied : nil
        var matched = 0
        var statuses = migrations.enumerated().map { place, migration in
            let row = history.row(of: migration.version, near: place)
            if row != nil { matched += 1 }
            return MigrationStatus(
                version: migration.version, description: row?.nonEmptyDescription ?? migration.description,
                state: state(
                    of: migration, row,
                    isLate: places?.isBelowApplied(migration.version) ?? newest.map { migration.version < $0 } ?? false,
                    environment: environment), row: row, migration: migration)
        }
        if places == nil { pardonDependents(&statuses, history.rows, database) }
        if matched == history.rows.count, unusable.isEmpty, places == nil { return statuses }
        let known = Set(migrations.map(\.version) + unusable.map(\.version))
        statuses += unusable.map { file in
            MigrationStatus(
                version: file.version, description: file.description, state: .unusable,
                row: history.row(of: file.version), migration: nil)
        }
        statuses += history.rows.filter { !known.contains($0.version) && $0.state != .failed }.map { row in
            MigrationStatus(
                version: row.version, description: row.description, state: stateWithoutFile(row), row: row,
                migration: nil)
        }
        return places?.ordered(statuses) ?? statuses.sorted { $0.version < $1.version }
    }

    private static func state(
        of migration: Migration, _ row: HistoryRow?, isLate: @autoclosure () -> Bool, environment: String?
    ) -> State {
        switch row?.state {
        case nil, .failed?:
            if !migration.belongs(to: environment) { return .skipped }
            // What was tried had its turn already.
            if row != nil { return .failed }
            return isLate() ? .outOfOrder : .pending
        case .running?, .undoing?: return .halfRun
        case .applied?: break
        }
        // A row that a script wrote has no digest: there is nothing to compare the file with.
        guard let applied = row?.checksum, applied != migration.checksum else { return .applied }
        // Nor has one of a newer version; that is told of the whole history.
        if Checksum.isOfNewerRule(applied) { return .applied }
        guard let tokens = row?.tokenChecksum, tokens == migration.script?.tokenChecksum else { return .edited }
        return .commentsEdited
    }

    /// A migration is not late for versions that had to come before it, or before another that waits.
    private static func pardonDependents(
        _ statuses: inout [MigrationStatus], _ history: [HistoryRow], _ database: String
    ) {
        let late = statuses.indices.filter { statuses[$0].state == .outOfOrder }
        guard !late.isEmpty else { return }
        let places = Dictionary(statuses.indices.map { (statuses[$0].version, $0) }) { first, _ in first }
        var needed: Set<MigrationVersion> = []
        var open = late.compactMap { statuses[$0].migration }
        while let migration = open.popLast() {
            for version in migration.localDependencies(in: database) where needed.insert(version).inserted {
                if let place = places[version], let next = statuses[place].migration { open.append(next) }
            }
        }
        let newest = history.filter { !needed.contains($0.version) }.newestApplied
        for index in late where newest.map({ $0 < statuses[index].version }) ?? true {
            let late = statuses[index]
            statuses[index] = MigrationStatus(
                version: late.version, description: late.description, state: .pending, row: late.row,
                migration: late.migration)
        }
    }

    private static func stateWithoutFile(_ row: HistoryRow) -> State {
        switch (row.state, row.kind) {
        case (.running, _), (.undoing, _): .halfRun
        case (_, .recorded), (_, .code): .recorded
        case _ where row.hadNoFile: .recorded
        default: .missing
        }
    }
}

extension [HistoryRow] {
    /// The newest applied version with a place among the numbers; a name that a script recorded has none.
    fileprivate var newestApplied: MigrationVersion? {
        indices.lazy.filter { self[$0].isApplied && self[$0].version.isNumeric }.map { self[$0].version }.max()
    }
}

extension HistoryRow {
    fileprivate var nonEmptyDescription: String? { description.isEmpty ? nil : description }
}

/// Where versions have their places that are not ordered as numbers.
private protocol VersionPlaces {
    var places: [MigrationVersion: Int] { get }
    /// Whether something is applied that comes behind it, so that it comes late.
    func isBelowApplied(_ version: MigrationVersion) -> Bool
}

extension VersionPlaces {
    /// In their order; what has no file comes last, in the order of application.
    fileprivate func ordered(_ statuses: [MigrationStatus]) -> [MigrationStatus] {
        statuses.sorted { left, right in
            (places[left.version] ?? .max, left.row?.id ?? 0, left.version)
                < (places[right.version] ?? .max, right.row?.id ?? 0, right.version)
        }
    }
}

/// The places that a folder's listing gives, in the order of another tool.
private struct ListedPlaces: VersionPlaces {
    let places: [MigrationVersion: Int]
    private let newestApplied: Int

    init(_ listing: [MigrationVersion], _ history: HistoryIndex) {
        places = Dictionary(listing.enumerated().map { ($1, $0) }) { first, _ in first }
        let places = places
        newestApplied = history.rows.lazy.filter(\.isApplied).compactMap { places[$0.version] }.max() ?? -1
    }

    func isBelowApplied(_ version: MigrationVersion) -> Bool { (places[version] ?? .max) < newestApplied }
}

/// The places that the versions of a folder of revisions have.
private struct GraphPlaces: VersionPlaces {
    let places: [MigrationVersion: Int]
    private let belowApplied: Set<MigrationVersion>

    init(_ migrations: [Migration], _ unusable: [UnusableFile], _ history: HistoryIndex) {
        let graph = RevisionGraph(migrations.compactMap(\.revision) + unusable.compactMap(\.revision))
        places = Dictionary(graph.order.enumerated().map { ($1, $0) }) { first, _ in first }
        belowApplied = graph.withAncestors(history.rows.filter(\.isApplied).map(\.version))
    }

    /// Whether something applied is built on it, so that it comes late.
    func isBelowApplied(_ version: MigrationVersion) -> Bool { belowApplied.contains(version) }
}
