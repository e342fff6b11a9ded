/// What a program does that finds its database migrated further than it knows, as it is for a while when a newer build
/// is rolled out, and when one is rolled back.
public enum NewerDatabase: Sendable, Hashable {
    /// It leaves the newer versions as they are, goes on, and says so in a warning.
    case leave
    /// It stops with `newer-database`.
    case refuse
}

extension [MigrationStatus] {
    /// The applied versions that a newer build has brought: this one does not know them, and they come behind
    /// everything that it knows.
    ///
    /// None, where nothing is applied that this build knows: then the database is not a newer one, but another one.
    var ofNewerBuild: [MigrationStatus] {
        let known = filter { $0.migration != nil || $0.state == .unusable }
        guard known.contains(where: \.isApplied) else { return [] }
        let strangers = filter(\.isStranger)
        guard revisionGraph == nil, known.allSatisfy(\.version.isNumeric) else {
            // Nobody knows what a revision is built on whose file is not here; that it came later has to do.
            let last = known.filter(\.isApplied).compactMap(\.row?.id).max() ?? 0
            return strangers.filter { ($0.row?.id ?? 0) > last }
        }
        guard let newest = known.map(\.version).max() else { return [] }
        return strangers.filter { newest < $0.version }
    }

    /// What is said of them; nothing, if there are none.
    /// - Parameter severity: whether they stand in the way.
    func newerDatabase(_ database: String, _ severity: Diagnostic.Severity) -> [Diagnostic] {
        let newer = ofNewerBuild
        guard let first = newer.first else { return [] }
        let known = last { $0.migration != nil && $0.isApplied }?.version.text ?? ""
        let what =
            newer.count == 1
            ? "\(first.version) \(first.description)"
            : "\(newer.count) versions, from \(first.version) \(first.description) on"
        return [
            Diagnostic(
                .newerDatabase, "\(database) is newer than this build, which does not know \(what)",
                severity: severity,
                notes: [first.row?.application].compactMap(\.self)
                    + (severity == .error ? [Diagnostic.nothingChanged] : []),
                help: "run the build that brought it; or take the database back to what this one knows: "
                    + "martlet rollback --to \(known)")
        ]
    }
}

extension MigrationStatus {
    /// Whether it is applied, and this program has neither its file nor its code.
    var isStranger: Bool { isApplied && migration == nil && (state == .missing || row?.kind == .code) }
}
