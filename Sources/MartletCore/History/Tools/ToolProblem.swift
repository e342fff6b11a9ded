internal import SQLText

/// Why the history of another tool cannot be taken over, or written.
enum ToolProblem {
    /// There is no table of a tool.
    /// - Parameter others: tables like it in schemas where nobody looks for them.
    static func absent(
        _ tool: ToolName?, table: String?, in database: String, others: [ToolTable]
    ) -> MartletError {
        let whose = tool?.title ?? "another tool"
        let place = table.map { " in a table \(PrintableText.escaping($0))" } ?? ""
        return MartletError(
            .adoption, "there is no history of \(whose)\(place) in \(database)",
            notes: others.map { "outside of the search path, \($0.shown) is like a table of \($0.tool.title)" }
                + [Diagnostic.nothingChanged],
            help: others.first.map { "if that is it: martlet adopt --table \($0.shown.quotedForShell)" }
                ?? "name its table with --table; if the database was migrated by hand: martlet stamp VERSION")
    }

    /// Several tools have been at work.
    static func several(_ tables: [ToolTable]) -> MartletError {
        MartletError(
            .adoption, "there are histories of several tools here",
            notes: tables.map { "\($0.tool.title) has the table \($0.shown)" } + [Diagnostic.nothingChanged],
            help: "say whose it is: martlet adopt --from \(tables[0].tool.rawValue)")
    }

    /// The tool has begun something and not finished it.
    /// - Parameter evidence: what the schema tells of it.
    static func unfinished(_ tool: ToolName, _ entry: ToolEntry, evidence: [String]) -> MartletError {
        MartletError(
            .adoption, "\(tool.title) has not finished \(entry.version)",
            notes: [entry.fault].compactMap(\.self) + evidence + [Diagnostic.nothingChanged],
            help: "if it is done: martlet adopt --done \(entry.version); if none of it is: martlet adopt --without "
                + entry.version)
    }

    /// A version was named that the tool does not know.
    static func unknown(_ version: String, _ tool: ToolName) -> MartletError {
        MartletError(
            .unknownVersion, "\(tool.title) has not applied \(PrintableText.escaping(version))",
            notes: [Diagnostic.nothingChanged], help: "martlet adopt --dry-run shows what it has applied")
    }

    /// The schema is another one than the files make.
    /// - Parameters:
    ///   - skipped: the one file without which they do.
    ///   - gone: what is said of what the tool has applied and nobody has a file of.
    static func unproven(_ tool: ToolName, _ lines: [String], skipped: String?, gone: [String]) -> MartletError {
        let cause = skipped.map {
            "without \($0) they make exactly the schema that is there: \(tool.title) has skipped it"
        }
        return MartletError(
            .adoption, "the files that \(tool.title) has applied make another schema than the one that is there",
            notes: gone + [cause].compactMap(\.self) + lines.prefix(20) + [Diagnostic.nothingChanged],
            help: skipped.map { "leave it pending: martlet adopt --prove --without \($0)" }
                ?? "see all of it: martlet diff FOLDER DATABASE; what was changed by hand may stay so: martlet adopt")
    }

    /// What there is to say of versions that the tool has applied, and of which there is no file of SQL.
    static func withoutSQL(_ versions: [String], _ tool: ToolName, code: [CodeMigration]) -> [String] {
        func file(of version: String) -> String? {
            code.first { $0.isAmong([MigrationVersion(version)]) }.map { PrintableText.escaping($0.path) }
        }
        let gone = versions.filter { file(of: $0) == nil }.prefix(10).joined(separator: ", ")
        let told = gone.isEmpty ? [] : ["there is no file of \(gone), which \(tool.title) has applied"]
        return told
            + versions.compactMap { version in
                file(of: version).map { "\(version) is code, which cannot be replayed: \($0)" }
            }
    }

    /// The folder is another tool's than the history.
    static func otherFolder(_ tool: ToolName, _ layout: LayoutName, at folder: String) -> MartletError {
        MartletError(
            .adoption, "the history is that of \(tool.title), and the folder is laid out as \(layout.rawValue) has it",
            at: SourceLocation(file: folder), notes: [Diagnostic.nothingChanged],
            help:
                "name the folder of \(tool.title) with --migrations; if the history is another project's: martlet init")
    }

    /// The tool's migrations are code.
    /// - Parameter help: what to do instead.
    static func opaque(_ tool: ToolName, help: String? = nil) -> MartletError {
        MartletError(
            .unsupported, "the migrations of \(tool.title) are code: no file of SQL is one of them",
            notes: [Diagnostic.nothingChanged],
            help: help
                ?? "export to a tool with files of SQL: "
                + ToolName.allCases.filter { $0.history.layout != nil }.map(\.rawValue).joined(separator: ", "))
    }

    /// The tool keeps the newest version only, and takes all before it for applied.
    static func gap(_ tool: ToolName, pending: String, applied: String) -> MartletError {
        MartletError(
            .adoption, "\(tool.title) would take \(pending) for applied, which comes before \(applied)",
            notes: ["it keeps the newest version only", Diagnostic.nothingChanged],
            help: "apply it first: martlet migrate --allow-out-of-order")
    }

    /// The files have the marks of one tool, and another one is to be told of them.
    static func otherMarks(_ tool: ToolName, _ layout: LayoutName, at folder: String) -> MartletError {
        MartletError(
            .adoption, "the files are marked as \(layout.rawValue) has it, which \(tool.title) knows nothing of",
            at: SourceLocation(file: folder),
            notes: ["it would run their ways back, too", Diagnostic.nothingChanged],
            help: "export to the tool that they are for: martlet export --as \(layout.rawValue)")
    }

    /// Something has been begun here and not finished, of which the tool hears nothing.
    static func notTold(_ tool: ToolName, _ version: MigrationVersion) -> Diagnostic {
        Diagnostic(
            .halfRun, "\(version) stopped half-way, and \(tool.title) is not told of it", severity: .warning,
            notes: ["it would run it from its beginning"], help: "finish it first; how, martlet status tells")
    }

    /// The table of that name is not the tool's.
    static func stranger(_ table: ToolTable, _ columns: [String]) -> MartletError {
        MartletError(
            .adoption, "\(table.shown) is no table of \(table.tool.title)",
            notes: ["its columns: \(columns.joined(separator: ", "))", Diagnostic.nothingChanged],
            help: "name another table with --table")
    }

    /// Versions are applied that are none of the tool's files.
    static func withoutFile(_ tool: ToolName, _ versions: [String]) -> MartletError {
        MartletError(
            .adoption,
            "\(tool.title) has no file for \(versions.prefix(10).joined(separator: ", ")), which is applied here",
            notes: [Diagnostic.nothingChanged], help: "bring the file back, in the layout of \(tool.title)")
    }
}
