/// Why there is no plan.
enum PlanProblem: Error {
    case edited([MigrationStatus])
    case missing([MigrationStatus])
    /// Among all versions there are some of a newer build.
    case newerDatabase([MigrationStatus])
    /// The log has them as applied, the history does not.
    case lost([MigrationStatus])
    case halfRun(MigrationStatus)
    case outOfOrder([MigrationStatus], newest: MigrationVersion)
    case unknownVersion(MigrationVersion, closest: MigrationVersion?)
    case notApplied(MigrationVersion)
    case alreadyApplied(MigrationVersion)
    case otherEnvironment(MigrationVersion)
    case nothingToRollBack(asked: Int, applied: Int)
    case irreversible(HistoryRow, Migration?)
    case missingDependency(of: Migration, Dependency)
    case dependencyBeyondTarget(of: Migration, MigrationVersion, target: MigrationVersion)
    /// The dependency is there, in a database that is not to be changed now.
    case pendingDependency(of: Migration, Dependency)
    /// The migrations by name, the first one again at the end.
    case dependencyCycle([String])
    /// There is no one head to go to.
    case severalHeads([MigrationVersion])
    /// What was asked for begins several versions.
    case ambiguousVersion(MigrationVersion, [MigrationVersion])
    /// A script cannot be run as it is, which was found while it was looked for.
    case unusable([Diagnostic])

    /// The problem as people see it.
    ///
    /// Nothing has been changed yet, which each says.
    func diagnostics(database: String) -> [Diagnostic] {
        switch self {
        case .edited(let statuses): statuses.map(Self.edited)
        case .missing(let statuses): statuses.map(Self.missing)
        case .newerDatabase(let statuses): statuses.newerDatabase(database, .error)
        case .lost(let statuses): statuses.map(Self.lost)
        case .halfRun(let status): [Self.halfRun(status)]
        case .outOfOrder(let statuses, let newest): statuses.map { Self.outOfOrder($0, newest) }
        case .irreversible(let row, let migration): [Self.irreversible(row, migration)]
        case .missingDependency(let migration, let dependency): [Self.missingDependency(migration, dependency)]
        case .pendingDependency(let migration, let dependency): [Self.pendingDependency(migration, dependency)]
        case .dependencyBeyondTarget(let migration, let version, let target):
            [Self.beyond(migration, version, target)]
        case .dependencyCycle(let names): [Self.cycle(names)]
        case .unusable(let diagnostics): diagnostics
        case .severalHeads(let heads): [Self.severalHeads(heads)]
        case .unknownVersion, .notApplied, .alreadyApplied, .otherEnvironment, .nothingToRollBack, .ambiguousVersion:
            [versionProblem(database)]
        }
    }

    private static let unchanged = Diagnostic.nothingChanged

    private static func edited(_ status: MigrationStatus) -> Diagnostic {
        let file = status.migration?.file ?? "FILE"
        if let code = status.migration?.code { return edited(status, code) }
        return Diagnostic(
            .edited, "\(status.version) \(status.description) was edited after it was applied",
            at: status.migration?.location,
            notes: [
                ["applied", status.row?.knownMoment, "with \(short(status.row?.checksum))"].compactMap(\.self)
                    .joined(separator: " "),
                "the file now has \(short(status.migration?.checksum))", unchanged,
            ],
            help: "bring the file back (git checkout \(file.quotedForShell)) and put the change into a new migration; "
                + "or accept the file as it is: martlet repair \(status.version)")
    }

    private static func edited(_ status: MigrationStatus, _ code: SwiftMigration) -> Diagnostic {
        Diagnostic(
            .edited,
            "\(status.version) \(status.description) is applied in another form than edition \(code.edition) of its code",
            at: code.location, notes: ["applied \(status.row?.appliedAt ?? "")", unchanged],
            help:
                "give it the edition that was applied, and put the change into a new migration; or accept the code as it "
                + "is: repair(\(status.version)) of the library")
    }

    private static func short(_ checksum: String?) -> String {
        guard let checksum else { return "no checksum" }
        return String(checksum.prefix("v1:sha256:".count + 12)) + "…"
    }

    private static func missing(_ status: MigrationStatus) -> Diagnostic {
        Diagnostic(
            .missing, "\(status.version) \(status.description) is applied, but its file is gone",
            notes: [status.row?.application, unchanged].compactMap(\.self),
            help: "bring the file back; "
                + (status.row?.leadsBack == true
                    ? "or undo it, and all applied after it, from the history, where each has a way back: "
                        + "martlet rollback \(status.version); "
                    : "")
                + "or leave it as it is and forget it: martlet repair \(status.version)")
    }

    private static func lost(_ status: MigrationStatus) -> Diagnostic {
        Diagnostic(
            .historyDamaged, "the history has lost the row of \(status.version) \(status.description)",
            at: status.migration?.location,
            notes: ["the log says that it was applied, and nothing of taking it back", unchanged],
            help:
                "if it is in the database, put the row back: martlet stamp \(status.version); if it was undone by hand: "
                + "martlet repair \(status.version) --undone")
    }

    private static func halfRun(_ status: MigrationStatus) -> Diagnostic {
        let (done, total) = (status.row?.statementsApplied ?? 0, status.row?.statementsTotal ?? 0)
        if status.row?.state == .undoing { return halfUndone(status) }
        let batch = status.row?.progress?.place
        let place = batch ?? "statement \(done) of \(total)"
        // An unchanged file stands in nobody's way: `migrate` goes on with it.
        guard status.migration == nil || status.migration?.checksum != status.row?.checksum else {
            return Diagnostic(
                .halfRun, "\(status.version) \(status.description) stopped after \(place)",
                at: status.migration?.location,
                notes: ["it runs without a transaction, so what was done stays", unchanged],
                help: "martlet migrate goes on "
                    + (batch.map { "behind \($0)" }
                        ?? "with statement \(done + 1); martlet repair \(status.version) --undo takes away what is there")
            )
        }
        let why = status.migration == nil ? "its file is gone" : "the file has changed since"
        return Diagnostic(
            .halfRun, "\(status.version) \(status.description) stopped after \(place)",
            at: status.migration?.location,
            notes: [
                "it runs without a transaction, so what was done stays",
                "\(why), so it cannot simply go on", unchanged,
            ],
            help: "martlet repair \(status.version), with "
                + (status.migration == nil
                    ? ""
                    : batch.map { _ in "--continue to go on behind it with the new text, " }
                        ?? "--continue if the first \(done) are as they were, ")
                + (batch == nil ? "--undo to take away what is there, " : "")
                + "--done once the rest is done by hand, or --undone once it is undone by hand")
    }

    private static func halfUndone(_ status: MigrationStatus) -> Diagnostic {
        if status.isBeingUndone {
            return Diagnostic(
                .halfRun, "\(status.version) \(status.description) stopped in the middle of its way back",
                at: status.migration?.location,
                notes: ["it runs in batches, so what was undone stays undone", unchanged],
                help: "martlet rollback \(status.version) goes on behind the last batch; or bring back by hand what is"
                    + " undone, then: martlet repair \(status.version) --done")
        }
        return Diagnostic(
            .halfRun, "\(status.version) \(status.description) stopped in the middle of its way back",
            at: status.migration?.location,
            notes: ["it runs without a transaction, so what was undone stays undone", unchanged],
            help:
                "martlet repair \(status.version), with --undo to undo the rest, --undone once it is undone by hand, or "
                + "--done once it is brought back by hand")
    }

    private static func outOfOrder(_ status: MigrationStatus, _ newest: MigrationVersion) -> Diagnostic {
        Diagnostic(
            .outOfOrder, "\(status.version) \(status.description) is older than \(newest), which is applied",
            at: status.migration?.location, notes: [unchanged],
            help: "give it a newer version, or run it late on purpose: martlet migrate --allow-out-of-order")
    }

    private static func irreversible(_ row: HistoryRow, _ migration: Migration?) -> Diagnostic {
        Diagnostic(
            .irreversible, "\(row.subject) has no rollback script",
            at: migration?.location, notes: [unchanged], help: wayOut(of: row, migration))
    }

    private static func wayOut(of row: HistoryRow, _ migration: Migration?) -> String {
        if migration?.code != nil { return "give it a way back: SwiftMigration(…) { … } down: { … }" }
        if row.kind == .code { return "it was run by a program's own code: only that program has its way back" }
        guard let migration else {
            return "martlet restore a backup from before it; or leave its tables as they are and forget it: "
                + "martlet repair \(row.version)\(row.kind == .recorded || row.hadNoFile ? " --undone" : "")"
        }
        if migration.script?.options.isIrreversible == true {
            return "it says itself that it cannot be undone; martlet restore a backup from before it"
        }
        guard let place = migration.placeOfWayBack else {
            return
                "\(migration.layout.rawValue) knows of none: undo it with a new migration, or martlet restore a backup"
        }
        return "write one into \(place), then: martlet rollback --from-disk"
    }

    private static func missingDependency(_ migration: Migration, _ dependency: Dependency) -> Diagnostic {
        Diagnostic(
            .dependency, "\(migration.version) depends on \(dependency), which is neither applied nor pending",
            at: migration.location, notes: [unchanged], help: "add that migration, or mend the `-- Depends:` line")
    }

    private static func pendingDependency(_ migration: Migration, _ dependency: Dependency) -> Diagnostic {
        Diagnostic(
            .dependency, "\(migration.version) depends on \(dependency), which is still to be applied",
            at: migration.location, notes: [unchanged],
            help: "martlet migrate, for all databases; or first: "
                + "martlet migrate --database \(dependency.database ?? "")")
    }

    private static func beyond(
        _ migration: Migration, _ version: MigrationVersion, _ target: MigrationVersion
    ) -> Diagnostic {
        Diagnostic(
            .dependency, "\(migration.version) depends on \(version), which lies beyond the target \(target)",
            at: migration.location, notes: [unchanged], help: "migrate to \(version) or further")
    }

    private static func cycle(_ names: [String]) -> Diagnostic {
        Diagnostic(
            .dependencyCycle,
            "migrations depend on each other: "
                + names.joined(separator: " → "),
            notes: [unchanged], help: "take one of the `-- Depends:` lines out")
    }

    private func versionProblem(_ database: String) -> Diagnostic {
        switch self {
        case .unknownVersion(let version, _) where RepeatableName(version.text + ".sql") != nil:
            Diagnostic(
                .unknownVersion, "\(version) is a repeatable: it has no place among the versions, and no way back",
                notes: [Self.unchanged],
                help: "bring its old text back, and martlet migrate runs it again; martlet status lists the versions")
        case .unknownVersion(let version, let closest):
            Diagnostic(
                .unknownVersion, "\(database) has no version \(version)", notes: [Self.unchanged],
                help: closest.map { "did you mean \($0)?" } ?? "martlet status lists the versions")
        case .notApplied(let version):
            Diagnostic(
                .unknownVersion, "\(version) is not applied to \(database)", notes: [Self.unchanged],
                help: "martlet status lists what is")
        case .alreadyApplied(let version):
            Diagnostic(
                .unknownVersion, "\(version) is applied to \(database) already", notes: [Self.unchanged],
                help: "to go back to it: martlet rollback --to \(version)")
        case .ambiguousVersion(let version, let versions):
            Diagnostic(
                .unknownVersion, "\(version) is the beginning of \(versions.count) versions of \(database)",
                notes: versions.prefix(5).map { "one is \($0)" } + [Self.unchanged],
                help: "write more of the one that is meant")
        case .otherEnvironment(let version):
            Diagnostic(
                .unknownVersion, "\(version) is meant for another environment than \(database)'s",
                notes: [Self.unchanged],
                help: "name a version that is applied here, or set environment: in martlet.yaml")
        case .nothingToRollBack(_, applied: 0):
            Diagnostic(
                .unknownVersion, "nothing is applied to \(database), so there is nothing to undo",
                notes: [Self.unchanged],
                help: "martlet status shows where each database stands; --database NAME chooses one")
        case .nothingToRollBack(let asked, let applied):
            Diagnostic(
                .unknownVersion,
                "\(asked) steps back were asked for, but \(database) has \(applied) applied "
                    + (applied == 1 ? "version" : "versions"),
                notes: [Self.unchanged],
                help: "to undo all of them: martlet rollback --database \(database) --steps \(applied)")
        default: Diagnostic(.internalFault, "\(self)")
        }
    }
}

// MARK: Branches

extension PlanProblem {
    /// Two branches that nobody has merged; there is no telling which is meant.
    /// - Parameter otherwise: what to do with one of them instead of merging them, as a command.
    static func severalHeads(_ heads: [MigrationVersion], otherwise: String = "martlet migrate --to") -> Diagnostic {
        Diagnostic(
            .severalHeads, "the revisions have \(heads.count) heads: " + heads.map(\.text).joined(separator: ", "),
            notes: [Diagnostic.nothingChanged],
            help: "merge them: martlet new " + heads.map { "--parent \($0) " }.joined() + "merge; or name one: "
                + "\(otherwise) \(heads[0])")
    }
}
