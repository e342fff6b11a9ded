import MartletCore

extension CommandSpec {
    static let initialize = CommandSpec(
        name: "init", group: .everyDay, summary: "Set up a project, or the databases it names",
        discussion: [
            "Without a martlet.yaml, writes one for what is found here. If a URL names the database, by --url or"
                + " DATABASE_URL, it is written for that, and the database is created too. No password is written.",
            "With one, creates the databases that are missing and Martlet's three tables in each.",
        ],
        examples: [
            Example("init", "write martlet.yaml, or create missing databases"),
            Example("init --url postgres://app@localhost/shop", "begin a project on this database, and create it"),
        ],
        exits: .running, traits: [.usesProject, .changes, .locks])

    static let new = CommandSpec(
        name: "new", group: .everyDay, summary: "Write the next migration or seed from a template",
        discussion: [
            "The version follows the newest one in the folder and its style, numbered or timestamped; it is never"
                + " at or below a version that exists.",
            "In a folder of revisions it gets an id of its own, and the head as its parent.",
            "In a folder of another tool its files are as that tool has them.",
            "With --from-diff it holds the statements that lead from what the migrations make to another schema, and back:"
                + " that of a database that was changed by hand, or of a file. Both ways are proved in a scratch database."
                + " On PostgreSQL statements that want no transaction are migrations of their own, with versions in a row.",
        ],
        arguments: [ArgumentSpec("NAME", .text, "What it does, such as create_users or \"add bio to users\"")],
        options: [
            .flag("seed", "Write a seed instead of a migration"),
            .flag("timestamp", "Use a timestamp as the version, whatever the folder has"),
            .flag("sections", "Separate up and down by '-- martlet:up' and '-- martlet:down'"),
            .flag("down", "Write the rollback to a file of its own, NNN_name.down.sql"),
            .flag("revision", "Begin a graph of revisions, in a folder that has no migrations yet"),
            .value(
                "parent", "REVISION", .version, "Build on this revision, not on the head; several merge branches",
                isRepeatable: true),
            .value("from-diff", "SCHEMA", .file, "Draft it: what leads to this schema, named as for martlet diff"),
            .value(
                "rename", "OLD=NEW", .text, "With --from-diff: what has another name now: users.mail=email",
                isRepeatable: true),
            .flag("plain", "With --from-diff, of PostgreSQL: statements that fit into one transaction"),
        ],
        conflicts: [
            ["seed", "from-diff"],
            ["sections", "down", "seed"], ["revision", "parent", "timestamp"], ["revision", "seed"],
            ["parent", "seed"],
        ],
        companions: ["rename": ["from-diff"], "plain": ["from-diff"]],
        examples: [
            Example("new create_users", "write the next migration"),
            Example("new --seed demo_users", "write the next seed"),
            Example("new --from-diff app add_bio", "draft what was changed in app by hand"),
            Example("new --parent 1975ea83b712 --parent ae1027a6acf merge", "merge two branches of revisions"),
        ],
        exits: [
            ExitSpec(.failed), ExitSpec(.answerIsNo, "with --from-diff: there is nothing to draft"),
            ExitSpec(.needsPerson), ExitSpec(.outOfReach),
        ] + .stopped, traits: [.usesProject, .changes, .locks])

    static let status = CommandSpec(
        name: "status", group: .everyDay, summary: "Show what is applied, pending, changed or missing",
        discussion: ["Never changes anything. Exits 0 whatever it shows, unless --check asks for a verdict."],
        options: [.flag("check", "Exit with 3 if something is pending, with 4 if something needs a person")],
        examples: [
            Example("status", "show where every database stands"),
            Example("status --check", "fail in a script unless everything is applied"),
        ],
        exits: .looking + [ExitSpec(.answerIsNo, "with --check: something is pending")], traits: [.usesProject, .locks])

    static let migrate = CommandSpec(
        name: "migrate", aliases: ["up"], group: .everyDay, summary: "Apply pending migrations",
        discussion: [
            "Each migration and its row in the history are committed together, so that a migration is applied and"
                + " recorded, or neither. The whole plan is checked before the first statement runs."
        ],
        options: [
            .to("Apply up to and including this version; 'head' is the last revision"),
            .steps("Apply at most this many"), .outOfOrder,
            .value("plan", "FILE", .file, "Carry out just what this file of 'plan --out' says, or nothing"),
        ],
        conflicts: [["to", "steps", "plan"], ["allow-out-of-order", "plan"]],
        examples: [
            Example("migrate", "apply everything that is pending"),
            Example("migrate --dry-run", "show what would run"),
            Example("migrate --to 005", "stop after 005"),
        ],
        exits: .running, traits: [.usesProject, .changes, .locks])

    static let rollback = CommandSpec(
        name: "rollback", aliases: ["down"], group: .everyDay, summary: "Undo the last migration, or back to a version",
        discussion: [
            "Versions are matched as they are written: 'rollback 1' never means 001. The rollback script stored in the"
                + " history is used, so that a file is not needed.",
            "In a folder of revisions, what comes after one is what is built on it; --to leaves the revision and those"
                + " that it is built on. The beginning of an id is enough.",
        ],
        arguments: [ArgumentSpec("VERSION", .version, "Undo this version and everything applied after it", .optional)],
        options: [
            .steps("Undo this many migrations, the last one first"), .to("Undo everything after this version"),
            .flag("from-disk", "Use the rollback scripts in the files instead of those in the history"),
        ],
        conflicts: [["VERSION", "steps", "to"]],
        examples: [
            Example("rollback", "undo the last migration"),
            Example("rollback 004", "undo 004 and everything after it"),
            Example("rollback --to 003", "leave the database at 003"),
        ],
        exits: .running, traits: [.usesProject, .changes, .locks, .asks])

    static let redo = CommandSpec(
        name: "redo", group: .everyDay, summary: "Undo the last migration and apply it again",
        discussion: ["Meant for a migration that is still being written: the file is read again in between."],
        options: [.steps("Undo and apply this many migrations")],
        examples: [
            Example("redo", "try the last migration once more"),
            Example("redo --steps 2", "the last two"),
        ],
        exits: .running, traits: [.usesProject, .changes, .locks, .asks])

    static let seed = CommandSpec(
        name: "seed", group: .everyDay, summary: "Run the seeds that have not run yet",
        options: [.flag("force", "Run every seed again, also those that have run"), .forEnvironment],
        examples: [
            Example("seed", "run what is new"), Example("seed --force", "run everything again"),
            Example("seed --environment dev", "with the seeds meant for dev"),
        ],
        exits: .running, traits: [.usesProject, .changes, .locks])

    static let setup = CommandSpec(
        name: "setup", group: .everyDay, summary: "Set up everything: init, migrate and seed",
        options: [.forEnvironment],
        examples: [Example("setup", "from nothing to migrated and seeded")],
        exits: .running, traits: [.usesProject, .changes, .locks])
}

extension OptionSpec {
    static func to(_ help: String) -> OptionSpec { .value("to", "VERSION", .version, help) }

    static func steps(_ help: String) -> OptionSpec { .value("steps", "N", .integer(1...1_000_000), help) }

    static let outOfOrder = flag("allow-out-of-order", "Also apply migrations older than the newest applied one")

    static let forEnvironment = value(
        "environment", "NAME", .text, "Also run files meant for this environment", environment: "MARTLET_ENVIRONMENT")
}

extension [ExitSpec] {
    /// The ways in which a command ends that looks at a database and its files.
    static let looking = looking(failed: "the database could not be read")
    /// The ways in which a command ends that changes a database.
    static let running =
        looking() + [ExitSpec(.refused), ExitSpec(.interrupted), ExitSpec(.terminated)]

    /// The ways in which a command ends that somebody stops, and that has nothing to roll back.
    static let stopped = [
        ExitSpec(.interrupted, "stopped by SIGINT"), ExitSpec(.terminated, "stopped by SIGTERM or SIGHUP"),
    ]

    private static func looking(failed: String? = nil) -> [ExitSpec] {
        [
            ExitSpec(.failed, failed), ExitSpec(.needsPerson), ExitSpec(.outOfReach), ExitSpec(.locked),
            ExitSpec(.damaged),
        ]
    }
}
