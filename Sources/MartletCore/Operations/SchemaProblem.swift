internal import SQLText
internal import SchemaModel

/// What is wrong with one side of a comparison.
enum SchemaProblem {
    /// What a side of a comparison may be, with the databases that a project has.
    static func forms(_ project: Project) -> String {
        // One in memory has no schema, and is all there is where there is no project.
        let known = project.databases.filter { $0.url.target != .sqlite(.memory) }
        let names = (known.map(\.name) + project.unselected).map { PrintableText.escaping($0) }
        let databases = names.isEmpty ? "" : "a database of the project (\(names.joined(separator: ", "))), "
        return "name \(databases)the URL or file of a database, a folder of migrations, a file of SQL or a backup"
    }

    /// A database that is not there.
    static func absent(_ target: DatabaseTarget, _ project: Project) -> MartletError {
        let notes = [Diagnostic.nothingChanged]
        if case .sqlite(.memory) = target.url.target {
            return MartletError(
                .usage, "\(target.url) has no schema: it is a database that each program has for itself", notes: notes,
                help: "for an empty schema, name an empty file of SQL; else \(forms(project))")
        }
        guard project.databases.contains(where: { $0.name == target.name && $0.url == target.url }) else {
            return MartletError(.usage, "there is no database \(target.url)", notes: notes, help: forms(project))
        }
        return MartletError(
            .noDatabase, "\(target.name) is not there yet, so that it has no schema: \(target.url)", notes: notes,
            help: "martlet migrate makes it; what its migrations make is a schema too: name their folder")
    }

    /// A folder whose files are no migrations.
    /// - Parameter count: how many of its files are.
    static func noMigrations(_ folder: String, _ strays: [Diagnostic], besides count: Int) -> MartletError {
        let shown = strays.prefix(3).map(\.message) + (strays.count > 3 ? ["and \(strays.count - 3) more"] : [])
        return MartletError(
            .strayFile,
            "\(folder) is no folder of migrations: \(strays.count) of \(strays.count + count) files are none",
            notes: shown + [Diagnostic.nothingChanged],
            help: "name a folder that has migrations alone, or a file of SQL")
    }

    /// A statement that fails where a plan is tried: no file has it, so that it is named itself.
    /// - Parameter name: what it is of: `the plan`.
    /// - Returns: `plan-unproved`, or `access-denied` where the role may not run it; any other error as it is.
    static func failed(_ statement: String, of name: String, _ error: MartletError) -> MartletError {
        guard var first = error.diagnostics.first, [.sql, .accessDenied].contains(first.code) else { return error }
        first.notes.removeAll { $0 == "statement 1 of 1" }
        first.notes += [beginning(of: statement), Diagnostic.nothingChanged]
        if first.code == .sql {
            first.code = .planUnproved
            first.message = "a statement of \(name) fails in a scratch database: \(first.message)"
            first.location = nil
            first.help = "write this change by hand, and please report it"
        }
        return MartletError([first] + error.diagnostics.dropFirst())
    }

    private static func beginning(of statement: String) -> String {
        let lines = statement.split(separator: "\n", omittingEmptySubsequences: false)
        return "the statement: " + (lines.prefix(8) + (lines.count > 8 ? ["…"] : [])).joined(separator: "\n")
    }

    /// A plan that the role may not try.
    /// - Parameter refusal: of a statement, if it has a place, else of the database for the trial.
    static func untried(_ refusal: Diagnostic) -> Diagnostic {
        let isOfStatement = refusal.location != nil
        return Diagnostic(
            .planUnproved,
            isOfStatement
                ? "the statements were not tried to the end, as the role may not run one of them"
                : "the statements were not tried, as no database could be made for that",
            severity: .warning, notes: [refusal.message] + (isOfStatement ? refusal.notes : []), help: refusal.help)
    }

    /// A way back that cannot give something its old name.
    static func nameIsTaken(_ hint: RenameHint) -> MartletError {
        let what = hint.column.map { "the column \($0) of \(hint.table)" } ?? "the table \(hint.table)"
        return MartletError(
            .unsupported, "the way back cannot call \(what) \(hint.newName.name) again: that name is another's by now",
            notes: ["nothing was written"],
            help: "make two migrations of it: first the new name, and then what takes the old one")
    }

    /// SQL that SQLite does not read, and that may be PostgreSQL's.
    static func otherEngine(_ error: MartletError, _ text: SourceText, _ name: String) -> MartletError {
        guard PostgresTraces.stand(in: text) else { return error }
        var error = error
        let name = "postgres:\(name)".quotedForShell
        error.diagnostics[0].help =
            "it looks like SQL of PostgreSQL: say so with \(name); --parity compares it with a schema of SQLite"
        return error
    }
}
