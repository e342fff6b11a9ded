public import SchemaModel

/// What a command came to, for every face to show: the same facts on paper, in JSON and in the library.
public struct Outcome: Sendable {
    /// The command, by its name.
    public var command: String
    /// What became of each database, in the order of the project; where one waited for another, in the order of work.
    public var databases: [DatabaseOutcome]
    /// What a person should know beside that.
    public var diagnostics: [Diagnostic]
    /// What was done for the project as a whole, a line each.
    public var facts: [String] = []
    /// What differs between two schemas; for `diff`.
    public var difference: DifferenceReport?
    /// Whether two schemas of different engines are the same; for `diff --parity`.
    public var parity: SchemaParity?
    /// What was found in scripts; for `lint`.
    public var lint: LintReport?
    /// How the command ends.
    public var exitStatus: ExitStatus

    /// Makes an outcome; without an exit status, that of the first database that failed.
    public init(
        command: String, databases: [DatabaseOutcome] = [], diagnostics: [Diagnostic] = [],
        exitStatus: ExitStatus? = nil
    ) {
        self.command = command
        self.databases = databases
        self.diagnostics = diagnostics
        self.exitStatus = exitStatus ?? databases.map(\.exitStatus).first { $0 != .done } ?? .done
    }

    /// True if the command did what was asked.
    public var isOK: Bool { exitStatus == .done }

    /// Everything worth knowing, of the command and of its databases.
    public var allDiagnostics: [Diagnostic] { databases.flatMap(\.diagnostics) + diagnostics }

    /// Does nothing if the command did what was asked, and throws why it did not otherwise.
    /// - Throws: the errors of the outcome, with its exit status; `answer-is-no` where it has none, as a check of what
    ///   is merely pending.
    public func requireOK() throws(MartletError) {
        if isOK { return }
        let errors = allDiagnostics.filter { $0.severity == .error }
        let answer = Diagnostic(.answerIsNo, "`\(command)` answers no", help: "martlet \(command) shows why")
        var error = MartletError(errors.isEmpty ? [answer] : errors)
        error.exitStatus = exitStatus
        throw error
    }
}

/// What became of one database.
///
/// Each command fills in the parts that it has something to say of.
public struct DatabaseOutcome: Sendable {
    /// Its name in the project.
    public var name: String
    /// Its URL, without secrets.
    public var url: String
    /// What answers there; `nil` if nothing was asked.
    public var server: ServerDescription?
    /// How the command ended here.
    public var exitStatus: ExitStatus = .done
    /// What a person should know.
    public var diagnostics: [Diagnostic] = []

    /// The newest applied version.
    public var current: MigrationVersion?
    /// Every version; for `status` and `history`.
    public var migrations: [MigrationStatus]?
    /// What was told of the statements of each version before they were run; for `history`.
    public var forecasts: [MigrationVersion: [StatementForecast]] = [:]
    /// Every repeatable; for `status` and `check`.
    public var repeatables: [RepeatableStatus]?
    /// Every seed; for `status`.
    public var seeds: [SeedStatus]?
    /// What would be done; for `plan` and `--dry-run`.
    public var plan: PlanOutline?
    /// What was done.
    public var run: RunReport?
    /// How long it took.
    public var milliseconds: Int?
    /// What a check found.
    public var findings: [CheckFinding]?
    /// Whether the schema is what the history implies; for `drift` and `check`.
    public var drift: DriftReport?
    /// The schema as SQL; for `dump`.
    public var schema: String?
    /// The document of the schema, where it is not written to a file; for `docs`.
    public var document: String?
    /// Files that were written.
    public var files: [String] = []
    /// That of them which is the backup from before the command began, told by an event when it was written.
    public var backupBefore: String?
    /// What trying the migrations came to; for `verify`.
    public var verification: VerifyReport?
    /// What the database tells of a half-run version, statement by statement; for `repair`.
    public var evidence: [StatementEvidence] = []
    /// What of that is to be said against what a person says of the version.
    public var contradictions: [StatementEvidence] = []
    /// Whether something would be run of which nothing tells whether it is needed.
    public var isDoubtful = false
    /// Entries of the log; for `history --log`.
    public var log: [LogEntry]?
    /// The database whose failure kept this one from its turn, or from the rest of it.
    public var stoppedBy: String?
    /// True if the database is not there (yet).
    public var isAbsent = false
    /// The command that records what was written as applied, where the database has all of it already; for `new`.
    public var stamping: String?
    /// Facts in words, a line each: "created".
    public var facts: [String] = []

    /// Makes an outcome that says nothing yet.
    public init(_ target: DatabaseTarget, stoppedBy: String? = nil) {
        name = target.name
        url = target.url.description
        self.stoppedBy = stoppedBy
    }

    /// How many versions and repeatables `migrate` would run.
    public var pendingCount: Int {
        (migrations ?? []).count(where: \.isPending) + (repeatables ?? []).count(where: \.isToRun)
    }

    /// How many versions need a person.
    public var problemCount: Int { (migrations ?? []).count(where: \.needsPerson) }
}

extension MigrationStatus {
    /// True if `migrate` would refuse to go on because of this version.
    public var needsPerson: Bool {
        switch state {
        case .edited, .missing, .halfRun, .outOfOrder, .unusable: true
        case .applied, .pending, .commentsEdited, .recorded, .failed, .skipped: false
        }
    }
}

/// Where one seed stands.
public struct SeedStatus: Sendable, Hashable {
    /// What comparing the file with the seeds table tells.
    public enum State: String, Sendable, Hashable {
        /// Run, and the file is as it was then.
        case applied
        /// Not run yet.
        case pending
        /// Run before, with another text; `seed` runs it again.
        case changed
        /// Meant for another environment.
        case skipped
        /// Run before, and its file is gone.
        case missing
        /// Its file is not fit to be run.
        case unusable
    }

    /// True if `seed` would run it.
    public var isToRun: Bool { state == .pending || state == .changed }

    /// The name of its file, without the ending.
    public var name: String
    /// What it does, in words.
    public var description: String
    /// Where it stands.
    public var state: State
    /// How many rows it changed when it was run.
    public var rows: Int?
    /// When it was run, RFC 3339 UTC.
    public var appliedAt: String?

    /// Makes a status.
    public init(name: String, description: String, state: State, rows: Int? = nil, appliedAt: String? = nil) {
        self.name = name
        self.description = description
        self.state = state
        self.rows = rows
        self.appliedAt = appliedAt
    }
}

/// A plan as it is shown: every step with its statements.
public struct PlanOutline: Sendable {
    /// One step.
    public struct Step: Sendable {
        /// The kind of step.
        public var kind: MartletCore.Step.Kind
        /// The version, or the name of the seed.
        public var subject: String
        /// What it does, in words.
        public var description: String
        /// The digest of the text that would run.
        public var checksum: String?
        /// The digest of that text with the values of its placeholders, if it has any.
        public var filledChecksum: String?
        /// `shared`, `own` or `none`.
        public var transaction: String
        /// Whether it can be undone; `nil` for what is no migration.
        public var leadsBack: Bool?
        /// What has to be applied to other databases before it: `metrics/001`.
        public var dependencies: [String] = []
        /// How many statements it has.
        public var statementCount: Int
        /// How it is cut, if it runs in batches.
        public var batches: PlannedBatches?
        /// The statements, if the script is short enough to be held in memory.
        public var statements: [String]
        /// What they do to tables that are there: those of which there is something to tell.
        public var forecasts: [StatementForecast] = []

        /// The locks that its transaction holds for longer than the statement that takes them.
        public var locksHeld: [LockDuration] {
            if transaction == "none" { return [] }
            return forecasts.contains { $0.tables.contains { $0.lock != nil } }
                ? forecasts.locksHeld : [forecasts.writersWait].compactMap(\.self)
        }
    }

    /// Batches that would run.
    public struct PlannedBatches: Sendable {
        /// How many rows of the table each goes through.
        public var rows: Int
        /// How long the pause behind each is.
        public var pauseMilliseconds: Int
        /// About how many there are; `nil` if the table is made or filled before.
        public var count: Int?
    }

    /// The plan's identity.
    public var identity: String
    /// What it was made for, if it is known.
    public var basis: PlanBasis?
    /// The steps.
    public var steps: [Step]
}
