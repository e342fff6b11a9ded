import MartletCore

extension CommandSpec {
    static let plan = CommandSpec(
        name: "plan", group: .lookFirst, summary: "Show what migrate would run, statement by statement",
        discussion: [
            "Changes nothing in a database. Takes the options of migrate that choose what is run. A plan that is written"
                + " down can be looked at, and then carried out as it is: migrate refuses it if a file, the history or"
                + " the database is another one by then.",
            "Of each statement it says which lock it takes on which table, whether it reads or writes all of that, about"
                + " how long by the size that the table has now, and what cannot be undone. With --rehearse the plan is"
                + " run in a scratch copy of the schema, without rows, and what was seen there is told beside it.",
        ],
        options: [
            .to("Plan up to and including this version"), .steps("Plan at most this many"), .outOfOrder,
            .value("out", "FILE", .file, "Also write the plan to this file, for migrate --plan"),
            .flag("rehearse", "Try it in a scratch copy of the schema, and say what was seen"),
            .value("as", "FORM", .choice(["sql"]), "Print the plan as a script, to be read"),
        ],
        conflicts: [["to", "steps"]],
        examples: [
            Example("plan", "show every pending statement"), Example("plan --to 005", "as far as 005"),
            Example("plan --out deploy.json", "write it down, for migrate --plan deploy.json"),
            Example("plan --rehearse", "try it in a scratch copy of the schema first"),
        ],
        exits: .looking, traits: [.usesProject, .locks])

    static let check = CommandSpec(
        name: "check", group: .lookFirst, summary: "Check the files, the history and the integrity of each database",
        discussion: [
            "Advice leaves the exit status as it is: foreign keys without an index; tables of 10,000 rows or more with"
                + " two or more indexes that were never analyzed, or had ten times more or fewer rows then; files"
                + " of which a quarter, and at least 1 MiB, is free pages.",
            "Whether the schema is what the history implies is asked as martlet drift asks it, in a scratch database;"
                + " where none can be made, a warning says so.",
        ],
        options: [.flag("no-drift", "Leave out the comparison with the history")],
        examples: [
            Example("check", "check everything of the project"),
            Example("check --database app", "check one database"),
        ],
        exits: .looking + [ExitSpec(.answerIsNo, "something is not as it should be")] + .stopped,
        traits: [.usesProject, .locks])

    static let history = CommandSpec(
        name: "history", group: .lookFirst, summary: "Show who ran what, when and how it ended",
        options: [
            .flag("verify", "Check that no row of the history was changed or removed"),
            .value("log", "N", .integer(1...1_000_000), "Also show the last N tries, failed ones too"),
        ],
        examples: [
            Example("history", "every run, the newest last"), Example("history --verify", "check the chain of rows"),
        ],
        exits: .looking, traits: [.usesProject, .locks])

    static let backup = CommandSpec(
        name: "backup", group: .keepSafe, summary: "Write a backup that can be checked",
        discussion: [
            "The backup is a plain database file, of PostgreSQL an archive of pg_dump, with a manifest of checksums"
                + " beside it. Unless --output names a file, it is called NAME_backup_YYYYMMDD.db or .dump, after the"
                + " database and the local date; a second one on the same day has the time in its name too."
        ],
        options: [
            .value("output", short: "o", "PATH", .file, "Write to this file or into this folder, not the backup folder")
        ],
        examples: [
            Example("backup", "into the backup folder of the project"),
            Example("backup --output before-sale.db", "to this file"),
            Example("backup --output /mnt/nas/", "every database, into this folder"),
        ],
        exits: [
            ExitSpec(.failed), ExitSpec(.outOfReach), ExitSpec(.locked), ExitSpec(.damaged), ExitSpec(.interrupted),
            ExitSpec(.terminated),
        ],
        traits: [.usesProject, .changes, .locks])

    static let restore = CommandSpec(
        name: "restore", group: .keepSafe, summary: "Put a backup in the place of a database",
        discussion: [
            "The backup is proved before anything is replaced. Says what will be lost and asks; refuses a database"
                + " that is in use.",
            "With --before, the backup is the newest that 'migrate' has made, as 'backup: {before: [migrate]}' in"
                + " martlet.yaml asks for, before it applied that version: what was applied with it in one run goes too.",
        ],
        arguments: [ArgumentSpec("PATH", .file, "The backup, or its manifest", .optional)],
        options: [
            .value("before", "VERSION", .version, "Restore what was there before this version was applied"),
            .value("into", "URL", .text, "Restore into this database instead of the project's"),
        ],
        conflicts: [["PATH", "before"]],
        examples: [
            Example("restore data/backups/app.db", "replace the database by the backup"),
            Example("restore --before 007", "by the one from before 007"),
            Example("restore app.db --into sqlite:copy.db", "look at it elsewhere"),
        ],
        exits: [
            ExitSpec(.failed), ExitSpec(.outOfReach), ExitSpec(.locked), ExitSpec(.refused), ExitSpec(.damaged),
            ExitSpec(.interrupted), ExitSpec(.terminated),
        ],
        traits: [.usesProject, .changes, .locks, .asks])

    static let reset = CommandSpec(
        name: "reset", group: .putRight, summary: "Drop everything in a database and migrate again",
        discussion: ["Says what will be lost and always asks. The records of seeds go too, so that they run again."],
        options: [
            .flag("seed", "Run the seeds afterwards"), .flag("empty", "Leave the database empty"), .forEnvironment,
        ],
        conflicts: [["seed", "empty"], ["environment", "empty"]],
        examples: [
            Example("reset --seed", "a fresh database with its seeds"),
            Example("reset --yes --database test", "without a question, for scripts"),
        ],
        exits: .running, traits: [.usesProject, .changes, .locks, .asks])

    static let adopt = CommandSpec(
        name: "adopt", group: .putRight, summary: "Take over what another tool has applied, without running it",
        discussion: [
            "Reads the tool's own table, and holds the tool's lock meanwhile. The table stays as it is.",
            "Each version is recorded with the tool's own digest and what it is the digest of.",
        ],
        options: [
            .value("from", "TOOL", .choice(ToolName.allCases.map(\.rawValue)), "Take over the history of this tool"),
            .value("table", "NAME", .text, "Read this table, if it has not the tool's usual name"),
            .flag("prove", "Replay the files in a scratch database and compare its schema with the one that is there"),
            .value(
                "without", "VERSION", .version, "Leave this version pending, whatever the tool says",
                isRepeatable: true),
            .value(
                "done", "VERSION", .version, "Take this version as applied, which the tool has not finished",
                isRepeatable: true),
        ],
        examples: [
            Example("adopt --dry-run", "see what would be taken over"),
            Example("adopt --prove", "take it over if the files make the schema that is there"),
            Example("adopt --from goose", "of several tools, that one's history"),
        ],
        exits: .running, traits: [.usesProject, .changes, .locks])

    static let export = CommandSpec(
        name: "export", group: .putRight, summary: "Write what is applied into another tool's own table",
        discussion: [
            "The tool then goes on from there: its own status and validation find all of it applied.",
            "Versions that are pending here are taken out of the table.",
        ],
        options: [
            .value(
                "as", "TOOL", .choice(ToolName.allCases.filter { $0.readsSQL }.map(\.rawValue)),
                "Write as this tool does"),
            .value("table", "NAME", .text, "Write this table, in place of the tool's usual one"),
        ],
        examples: [Example("export --as dbmate", "let dbmate go on")],
        exits: .running, traits: [.usesProject, .changes, .locks])

    static let stamp = CommandSpec(
        name: "stamp", group: .putRight, summary: "Record migrations as applied without running them",
        arguments: [
            ArgumentSpec(
                "VERSION", .version, "Record this version and every one before it; 'head' is the last revision")
        ],
        examples: [
            Example("stamp 004", "the database is at 004 already"),
            Example("stamp head", "it has all revisions already"),
        ],
        exits: .running, traits: [.usesProject, .changes, .locks])

    static let repair = CommandSpec(
        name: "repair", group: .putRight, summary: "Settle a half-run, edited or missing migration",
        discussion: ["Shows what it found and what it would write to the history, and asks."],
        arguments: [ArgumentSpec("VERSION", .version, "Settle this version only", .optional)],
        options: [
            .flag("continue", "Go on with a half-run migration after its last finished statement"),
            .flag("undo", "Undo what a half-run migration has left, shown before"),
            .flag("done", "Take a half-run migration as finished by hand"),
            .flag("undone", "Take a half-run, lost or stamped migration as not done"),
        ],
        conflicts: [["continue", "undo", "done", "undone"]],
        examples: [
            Example("repair --dry-run", "show what needs a person"), Example("repair 004", "settle 004"),
            Example("repair 005 --continue", "finish what was half-run"),
            Example("repair 005 --undo", "or take it away again"),
        ],
        exits: .running, traits: [.usesProject, .changes, .locks, .asks])

    static let completions = CommandSpec(
        name: "completions", group: .others, summary: "Print the completion script for a shell",
        discussion: ["The scripts ask Martlet itself for the names of databases and the versions of migrations."],
        arguments: [ArgumentSpec("SHELL", .choice(Shell.allCases.map(\.rawValue)), "The shell", .optional)],
        options: [
            .value(
                "list", "WHAT", .choice(CompletionList.allCases.map(\.rawValue)),
                "Print names of the project in place of a script, each with what it stands for")
        ],
        conflicts: [["SHELL", "list"]],
        examples: [
            Example("completions bash > ~/.local/share/bash-completion/completions/martlet", "for bash"),
            Example("completions zsh > ~/.zfunc/_martlet", "for zsh, with ~/.zfunc in fpath"),
            Example("completions fish > ~/.config/fish/completions/martlet.fish", "for fish"),
        ],
        exits: [ExitSpec(.needsPerson)], traits: [.usesProject])

    static let version = CommandSpec(
        name: "version", group: .others, summary: "Show the version",
        examples: [Example("version", "for people"), Example("version --json", "for scripts")])

    static let help = CommandSpec(
        name: "help", group: .others, summary: "Show help for a command",
        arguments: [ArgumentSpec("COMMAND", .command, "The command", .optional)],
        options: [
            .value("as", "FORM", .choice(HelpForm.allCases.map(\.rawValue)), "Print the whole manual in this form")
        ],
        conflicts: [["COMMAND", "as"]],
        examples: [
            Example("help", "all commands"), Example("help migrate", "one of them"),
            Example("help --as man > martlet.1", "the manual page: man ./martlet.1"),
        ])
}

/// The shells there are completions for.
enum Shell: String, Sendable, CaseIterable {
    case bash, zsh, fish
}

/// What of a project is completed.
enum CompletionList: String, Sendable, CaseIterable {
    case databases, versions
}

/// The forms of the whole manual.
enum HelpForm: String, Sendable, CaseIterable {
    case man, markdown
}

extension CommandTable {
    /// The commands of Martlet.
    static let martlet = CommandTable(
        summary: "keeps databases in step with the code that uses them",
        discussion: [
            "Martlet takes every database of a project from empty to current, and back: migrations, seeds, history,"
                + " checks and backups. A project is a folder with a martlet.yaml; without one, --url and --migrations"
                + " say what to work on.",
            "Results go to standard output; progress, warnings and questions to standard error. Global options are"
                + " accepted before and after the command.",
        ],
        examples: [
            Example("init", "write martlet.yaml"), Example("new create_users", "write the next migration"),
            Example("migrate", "apply what is pending"), Example("status", "where every database stands"),
        ],
        commands: [
            .initialize, .new, .status, .migrate, .rollback, .redo, .seed, .setup, .plan, .check, .lint, .verify,
            .history, .dump, .docs, .diff, .drift,
            .backup, .restore, .reset, .adopt, .export, .stamp, .repair, .completions, .version, .help,
        ],
        globals: OptionSpec.globals,
        conflicts: [["format", "json"], ["quiet", "verbose"]],
        variables: [
            Entry(name: "DATABASE_URL", help: "The database, where there is no project and no --url"),
            Entry(name: "NO_COLOR", help: "Not empty: print without colours"),
            Entry(name: "FORCE_COLOR", help: "Not empty: print colours also where there is no terminal"),
            Entry(name: "COLUMNS", help: "The width of help and tables"),
        ],
        files: [
            Entry(name: "martlet.yaml", help: "The project, searched upward from the current folder"),
            Entry(name: ".env", help: "Variables for martlet.yaml, beside it, if it names no other file"),
            Entry(name: "db/migrations", help: "The migrations, if nothing else is said"),
            Entry(name: "backups", help: "The backups, if nothing else is said"),
        ])
}
