public import MartletCore

extension Engine {
    // MARK: Looking

    /// Where every migration and seed stands; changes nothing, not even an empty database.
    /// - Parameter check: whether the exit status says that something is pending (3) or needs a person (4).
    public func status(check: Bool = false) async -> Outcome {
        await run { StatusOperation($0, check: check).run() }
    }

    /// Does nothing if every database is at exactly what this program was built for, and throws what is not otherwise.
    ///
    /// It reads, over one connection to each database, takes no lock and writes nothing, so that a health check may ask
    /// as often as it likes. Seeds are not asked for.
    /// - Parameter orNewer: whether a database is good enough that a newer build has migrated further.
    /// - Throws: `pending-migrations` with exit status 3; `newer-database`, `edited`, `missing`, `half-run`,
    ///   `out-of-order` and what else needs a person; `no-database`, or why it cannot be reached.
    public func requireCurrent(orNewer: Bool = false) async throws(MartletError) {
        try await run { CurrentOperation($0, allowsNewer: orNewer).run() }.requireOK()
    }

    /// Whether the databases are sound: their files, foreign keys, history and schema.
    /// - Parameter drift: whether the schema is compared with what the history implies, in a scratch database.
    public func check(drift: Bool = true) async -> Outcome { await run { CheckOperation($0, drift: drift).run() } }

    /// Whether the schemas are what the histories imply, by running those again in scratch databases.
    /// - Parameter options: whether the statements are planned that bring the databases back.
    public func drift(_ options: DriftOperation.Options = .init()) async -> Outcome {
        await run { DriftOperation($0, options).run() }
    }

    /// What rules find in the migrations; no database is asked.
    public func lint(_ options: LintOperation.Options = .init()) async -> Outcome {
        await run { [currentFolder] in LintOperation($0, options, currentFolder: currentFolder).run() }
    }

    /// Tries every migration in scratch databases: forward, back, and forward again, with rows in the tables.
    /// - Parameter options: which versions, how many rows, and from which verdict on the answer is no.
    /// - Returns: a report for each database; migrations written in Swift are tried as well.
    public func verify(_ options: VerifyOperation.Options = .init()) async -> Outcome {
        await run { VerifyOperation($0, options).run() }
    }

    /// What was applied, in the order of application.
    /// - Parameters:
    ///   - verify: whether the chain of rows is checked.
    ///   - log: how many of the last tries to add, failed ones too.
    public func history(verify: Bool = false, log: Int? = nil) async -> Outcome {
        await run { HistoryOperation($0, verify: verify, log: log).run() }
    }

    /// The schema as one SQL file.
    /// - Parameters:
    ///   - destination: where it is written.
    ///   - check: whether the file is only compared, and nothing written.
    public func dump(_ destination: DumpOperation.Destination = .snapshot, check: Bool = false) async -> Outcome {
        await run { DumpOperation($0, destination, check: check).run() }
    }

    /// The document of each schema.
    /// - Parameters:
    ///   - form: what is written: a folder of Markdown, a page of HTML, a diagram, data.
    ///   - destination: where it is written.
    ///   - check: whether the files are only compared, and nothing written.
    public func docs(
        _ form: DocsOperation.Form = .markdown, _ destination: DocsOperation.Destination = .configured,
        check: Bool = false
    ) async -> Outcome {
        await run { DocsOperation($0, form, destination, check: check).run() }
    }

    /// What differs between two schemas, and the statements from one to the other.
    /// - Parameters:
    ///   - old: the name of a database of the project, a URL, a folder of migrations, a file of SQL, a database file or a
    ///     backup.
    ///   - new: what it is compared with.
    ///   - options: whether statements are planned, what has another name now, and whether the answer may be no.
    public func diff(
        from old: String, to new: String, _ options: DiffOperation.Options = .init()
    ) async -> Outcome {
        await run { [currentFolder] in
            DiffOperation($0, from: old, to: new, options, currentFolder: currentFolder).run()
        }
    }

    /// Whether a schema of SQLite and one of PostgreSQL mean the same.
    /// - Parameters:
    ///   - first: one of the two, named as for `diff`.
    ///   - second: the other one.
    ///   - check: whether the exit status says it.
    public func parity(_ first: String, _ second: String, check: Bool = false) async -> Outcome {
        await run { [currentFolder] in
            ParityOperation($0, first, second, check: check, currentFolder: currentFolder).run()
        }
    }

    // MARK: Changing

    /// Creates the databases that are missing, and Martlet's tables in each.
    public func createDatabases() async -> Outcome { await run { InitOperation($0).run() } }

    /// Applies what is pending.
    ///
    /// A database that is newer than this build is left as it is, with a warning, unless `context.newerDatabase` says
    /// otherwise: where instances of two builds run side by side, the older one has to be able to start.
    public func migrate(_ selection: MigrationSelection = MigrationSelection()) async -> Outcome {
        await run { MigrateOperation($0, selection).run() }
    }

    /// Shows what `migrate` would do, and changes nothing in a database.
    /// - Parameters:
    ///   - selection: what of it is planned for.
    ///   - output: the file that the plan is written to.
    public func plan(
        _ selection: MigrationSelection = MigrationSelection(), to output: FilePath? = nil
    ) async -> Outcome {
        await run { PlanOperation($0, selection, output: output).run() }
    }

    /// Applies just what a plan says that was written down, or nothing.
    /// - Throws: `file-unreadable` if the file is no plan; `changed-since-plan` if somebody has edited it.
    public func migrate(carryingOut plan: FilePath) async throws(MartletError) -> Outcome {
        let file = try PlanFile(at: plan)
        return await run { MigrateOperation($0, carryingOut: file, named: plan.name).run() }
    }

    /// Undoes what was applied last, or more.
    /// - Parameters:
    ///   - extent: how much is undone.
    ///   - fromDisk: whether the files' scripts are used in place of those in the history.
    public func rollback(_ extent: RollbackOperation.Extent = .steps(1), fromDisk: Bool = false) async -> Outcome {
        await run { RollbackOperation($0, extent, fromDisk: fromDisk).run() }
    }

    /// Undoes the last migrations and applies them again.
    public func redo(steps: Int = 1) async -> Outcome {
        await run { RollbackOperation($0, .steps(steps), andBack: true).run() }
    }

    /// Runs the seeds that are new or have changed.
    /// - Parameters:
    ///   - force: whether all of them are run.
    ///   - environment: the environment to seed for, in place of the configuration's.
    public func seed(force: Bool = false, environment: String? = nil) async -> Outcome {
        await run { SeedOperation($0, force: force, environment: environment).run() }
    }

    /// From nothing to migrated and seeded.
    /// - Parameter environment: the environment to seed for, in place of the configuration's.
    public func setUp(environment: String? = nil) async -> Outcome {
        await run { SetupOperation($0, environment: environment).run() }
    }

    /// Drops every object, with all data, and migrates again.
    /// - Parameters:
    ///   - seeds: whether the seeds are run too.
    ///   - leavesEmpty: whether it is left empty, without migrating.
    public func reset(seeds: Bool = false, leavesEmpty: Bool = false) async -> Outcome {
        await run { ResetOperation($0, seeds: seeds, leavesEmpty: leavesEmpty).run() }
    }

    // MARK: Setting right

    /// Records everything up to a version as applied, without running it.
    public func stamp(_ version: MigrationVersion) async -> Outcome { await run { StampOperation($0, version).run() } }

    /// Settles edited, missing and half-run versions by a person's word.
    /// - Parameters:
    ///   - version: the one; `nil` for all that file and history alone can settle.
    ///   - verdict: what a person found out about a half-run one.
    ///   - despiteEvidence: whether that holds although the database says otherwise.
    public func repair(
        _ version: MigrationVersion? = nil, verdict: RepairOperation.Verdict = .none, despiteEvidence: Bool = false
    ) async -> Outcome {
        await run { RepairOperation($0, version, verdict: verdict, despiteEvidence: despiteEvidence).run() }
    }

    // MARK: Backups

    /// Writes a backup of every database, with its manifest.
    /// - Parameter output: a file for one database, a folder for several; `nil` is the configured folder.
    public func backup(to output: String? = nil) async -> Outcome {
        await run { [currentFolder] in BackupOperation($0, output: output, currentFolder: currentFolder).run() }
    }

    /// Puts in the place of a database the newest backup that was made before a version was applied.
    public func restore(before version: MigrationVersion, into url: String? = nil) async -> Outcome {
        await run { [currentFolder] in
            RestoreOperation($0, .before(version), into: url, currentFolder: currentFolder).run()
        }
    }

    /// Puts a backup in the place of a database, once it is proved.
    /// - Parameters:
    ///   - backup: the path of the backup, or of its manifest.
    ///   - url: the database to replace or make, instead of the one the backup was made of.
    public func restore(_ backup: String, into url: String? = nil) async -> Outcome {
        await run { [currentFolder] in
            RestoreOperation($0, path: backup, into: url, currentFolder: currentFolder).run()
        }
    }
}
