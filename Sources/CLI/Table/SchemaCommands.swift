import MartletCore

extension CommandSpec {
    static let dump = CommandSpec(
        name: "dump", group: .lookFirst, summary: "Write the schema as one SQL file",
        discussion: [
            "Writes to the snapshot file of the project, or to standard output where there is none. The same schema"
                + " always yields the same text. PostgreSQL's is read from its catalogue, without pg_dump; what of it"
                + " cannot be told is a warning that names it. Roles and their rights are left out."
        ],
        options: [
            .value("output", short: "o", "PATH", .file, "Write to this file; '-' is standard output"),
            .flag("check", "Write nothing; exit with 3 if the file is not up to date"),
        ],
        examples: [
            Example("dump", "bring the snapshot up to date"), Example("dump --output -", "print it"),
            Example("dump --check", "fail in a script if the snapshot is out of date"),
        ],
        exits: .looking + [ExitSpec(.answerIsNo, "with --check: the file is not up to date")],
        traits: [.usesProject, .locks])

    static let docs = CommandSpec(
        name: "docs", group: .lookFirst, summary: "Write the documentation of the schema",
        discussion: [
            "Writes a folder of Markdown: an index with every table and the history of migrations, a page for each table"
                + " and view, and diagrams. Other forms are one file. It goes where docs: in martlet.yaml says, or to"
                + " standard output where it is one file and nothing is said. Of SQLite the comments in CREATE TABLE are"
                + " shown; what no catalog knows is read from notes.yaml in the folder."
        ],
        options: [
            .value(
                "as", "FORM", .choice(DocsOperation.Form.allCases.map(\.rawValue)),
                "Write this form: markdown (the usual), html, a diagram as svg, mermaid or dot, or data as json"),
            .value(
                "output", short: "o", "PATH", .file,
                "Write to this file, whose ending tells the form, or folder; '-' is standard output"),
            .flag("check", "Write nothing; exit with 3 if anything is out of date"),
        ],
        examples: [
            Example("docs", "bring the documentation up to date"),
            Example("docs --output schema.html", "one page for the browser"),
            Example("docs --as mermaid --output -", "print the diagram"),
            Example("docs --check", "fail in a script if the documentation is out of date"),
        ],
        exits: .looking + [
            ExitSpec(.failed, "somebody else's file is in the way"),
            ExitSpec(.answerIsNo, "with --check: something is out of date"),
        ] + .stopped,
        traits: [.usesProject, .locks])

    static let drift = CommandSpec(
        name: "drift", group: .lookFirst, summary: "Show what of a schema its history does not account for",
        discussion: [
            "Runs what the history has recorded again in a scratch database, which is thrown away, and compares: '+' is"
                + " there and not implied, '-' is implied and not there, '~' is there otherwise. The files are not"
                + " needed. The order of columns and rights are shown, and leave the exit status as it is."
        ],
        options: [
            .flag("sql", "Write the statements that bring the database back to what its history implies"),
            .flag("plain", "Of PostgreSQL: statements that fit into one transaction, though others may have to wait"),
            .value(
                "rename", "OLD=NEW", .text,
                "A table or column that somebody has renamed: as it is called now, and shall be again",
                isRepeatable: true),
        ],
        companions: ["plain": ["sql"], "rename": ["sql"]],
        examples: [
            Example("drift", "what somebody changed by hand"),
            Example("drift --database app --sql", "the statements that take it back"),
        ],
        exits: .looking + [
            ExitSpec(.failed, "no scratch database can be made, or the statements could not be proved"),
            ExitSpec(.answerIsNo, "a schema has drifted"),
        ] + .stopped,
        traits: [.usesProject, .locks])

    static let diff = CommandSpec(
        name: "diff", group: .lookFirst, summary: "Compare two schemas, and write the SQL from one to the other",
        discussion: [
            "A schema is named by a database of the project, a URL, a folder of migrations, a file of SQL, a database file"
                + " or a backup. What is no database is made one in a scratch database, which is thrown away again. Of"
                + " which engine SQL is, can be said in front: sqlite:schema.sql, postgres:db/migrations.",
            "With --sql the statements are written that turn A into B, each with what has to be known before it runs, and"
                + " proved: they are tried in a scratch database whose schema then has to equal B. A table or column"
                + " keeps its data under a new name only if --rename or an answer says that it is the same.",
            "With --parity one is of SQLite and the other of PostgreSQL, and what both mean is compared: types, keys,"
                + " defaults, conditions. '~' differs, '?' is for a person to judge, '!' is tolerable or not comparable;"
                + " --json names all that a line of '!' is about.",
        ],
        arguments: [
            ArgumentSpec("A", .file, "The schema as it is"), ArgumentSpec("B", .file, "The schema as it shall be"),
        ],
        options: [
            .flag("sql", "Write the statements that turn A into B"),
            .flag("plain", "Of PostgreSQL: statements that fit into one transaction, though others may have to wait"),
            .value(
                "rename", "OLD=NEW", .text,
                "A table or column that has another name now: users.mail=email, '\"a.b\".c=d'",
                isRepeatable: true),
            .value("output", short: "o", "PATH", .file, "Write the statements to this file; '-' is standard output"),
            .flag("parity", "Compare a schema of SQLite with one of PostgreSQL"),
            .flag("check", "Exit with 3 if the schemas differ"),
        ],
        conflicts: [["parity", "sql"], ["parity", "plain"], ["parity", "rename"], ["parity", "output"]],
        companions: ["plain": ["sql", "output"]],
        examples: [
            Example("diff db/migrations app", "what somebody changed in app by hand"),
            Example("diff sqlite:app.db schema.sql --sql", "the statements that lead to a file"),
            Example("diff --parity sqlite:app.db postgres:///app", "whether two engines have the same schema"),
            Example("diff backups/app_backup_20261121.db app --check", "whether the schema is still that of a backup"),
        ],
        exits: .looking + [
            ExitSpec(.failed, "the statements could not be proved"), ExitSpec(.answerIsNo, "with --check: they differ"),
        ] + .stopped,
        traits: [.usesProject, .locks])
}
