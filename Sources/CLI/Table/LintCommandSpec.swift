import Lint
import MartletCore
import SQLText

extension CommandSpec {
    static let lint = CommandSpec(
        name: "lint", group: .lookFirst, summary: "Look for danger and mistakes in migrations and files of SQL",
        discussion: [
            "Needs no database, but for --write-statistics. Looks at the migrations of every database of the project, or at the files that are named;"
                + " whose SQL is in files that belong to none is said by --dialect, or by the databases of the project.",
            "What a rule finds in a statement is allowed by a comment above it, with the reason: -- martlet:allow CODE"
                + " because … A baseline holds what was found before, so that only what is new counts.",
        ],
        arguments: [ArgumentSpec("FILE", .file, "A file of SQL, of a folder of migrations or any other", .repeated)],
        options: [
            .value(
                "dialect", "NAME", .choice(["sqlite", "postgres"]), "Whose SQL is in files that belong to no database"),
            .value(
                "as", "FORM", .choice(LintForm.allCases.map(\.rawValue)),
                "Print the findings for another program: github, gitlab, sarif or gcc"),
            .value(
                "fail-on", "SEVERITY", .choice(["warning", "error"]),
                "Exit with 3 from this on: warning (the usual) or error"),
            .value("rule", "CODE", .text, "Ask this rule alone, and others named so", isRepeatable: true),
            .value("ignore", "CODE", .text, "Do not ask this rule", isRepeatable: true),
            .value("baseline", "PATH", .file, "Leave out the findings that this file holds"),
            .flag("write-baseline", "Write all findings to the baseline"),
            .value("server-version", "VERSION", .text, "The oldest version that the SQL has to run on: 15, 3.40.1"),
            .value("statistics", "PATH", .file, "How large the tables are, so that small ones are no danger"),
            .flag("write-statistics", "First ask the database of PostgreSQL, and write that file anew"),
        ],
        examples: [
            Example("lint", "every migration of the project"),
            Example("lint db/migrations/004_orders.sql", "one of them"),
            Example("lint --dialect postgres schema.sql --as gcc", "any file, for an editor"),
            Example("lint --write-baseline --baseline db/lint.txt", "begin with what is there"),
        ],
        exits: [
            ExitSpec(.failed), ExitSpec(.answerIsNo, "something was found; with --fail-on error: an error"),
            ExitSpec(.needsPerson), ExitSpec(.outOfReach, "with --write-statistics: no server answers"),
        ],
        traits: [.usesProject])
}
