internal import SQLText

/// What a tool's layout knows of the files of a folder, by the version of each.
struct LayoutIndex: Sendable {
    let layout: any MigrationLayout
    private let migrations: [String: LayoutMigration]

    init(_ folder: LayoutFolder) {
        layout = folder.layout
        let files = folder.migrations + folder.repeatables
        migrations = Dictionary(files.map { ($0.version, $0) }) { first, _ in first }
    }

    subscript(version: MigrationVersion) -> LayoutMigration? { migrations[version.text] }
}

/// Makes a migration of a file in another tool's layout, which runs as that tool would run it.
struct LayoutLoader {
    let loader: MigrationLoader
    let index: LayoutIndex

    private var layout: any MigrationLayout { index.layout }

    func load(
        _ file: MigrationFileName, _ text: SourceText, _ digest: SHA256Digest,
        _ directory: borrowing OpenScriptFolder
    ) throws(MartletError) -> Migration {
        let known = index[file.version]
        var sections = try layout.sections(text, try defaults(known?.settings, directory))
        if let transaction = known?.transaction { sections.options.transaction = transaction }
        sections.options.isIrreversible = try saysIrreversible(text)
        let upText = text.keeping(only: sections.up)
        let up = try script(upText, sections.options, sections.variables)
        var down: Script?
        var downText = sections.down
        if let name = known?.down {
            let back = try SourceText(script: try directory.read(name), in: loader.display(name), loader.dialect)
            let parts = try layout.sections(back, try defaults(known?.downSettings, directory))
            var options = parts.options
            if let transaction = known?.downTransaction { options.transaction = transaction }
            downText = back
            down = try script(back, options)
        } else if let text = sections.down {
            let back = try script(text, sections.downOptions ?? sections.options, sections.variables)
            // A section that only has its mark, as the tools write it into a new file, leads nowhere.
            if back.traits.statementCount > 0 { down = back }
        }
        return Migration(
            version: file.version, description: file.title, file: loader.display(file.name),
            checksum: Checksum.text(digest),
            script: MigrationScript(
                options: up.options, dependencies: [], up: up, down: down, tokenChecksum: Checksum.tokens(of: upText),
                upText: loader.keepable(text.text(in: sections.up)),
                downText: down == nil ? nil : downText.flatMap { loader.keepable($0.withoutMargin) }),
            layout: layout.name, isBaseline: known?.isBaseline ?? false)
    }

    /// Whether a file says to Martlet that it cannot be undone.
    /// - Throws: whatever else it says to Martlet, as the tool's own marks count and nothing may be passed over.
    private func saysIrreversible(_ text: SourceText) throws(MartletError) -> Bool {
        var isIrreversible = false
        for directive in Directive.all(in: text) {
            switch directive.kind {
            case .up(.martlet), .down(.martlet): throw unheeded("a section mark of Martlet's", directive.offset, text)
            case .options:
                for option in directive.options {
                    guard option.key == "irreversible", option.value == nil else {
                        throw unheeded("`\(option.key)`, an option of Martlet's", option.offset, text)
                    }
                    isIrreversible = true
                }
            default: break
            }
        }
        return isIrreversible
    }

    private func unheeded(_ what: String, _ offset: SourceOffset, _ text: SourceText) -> MartletError {
        let place = layout.name.placeOfWayBack(from: text.name, mark: "-- ROLLBACK:")
        return MartletError(
            .directive, "\(what) in a folder laid out as \(layout.name.rawValue) has it", at: text.location(of: offset),
            notes: [Diagnostic.nothingChanged],
            help: "take it out" + (place.map { "; the way back stands in \($0)" } ?? ""))
    }

    /// How scripts are run, as the file beside them says.
    private func defaults(
        _ settings: String?, _ directory: borrowing OpenScriptFolder
    ) throws(MartletError) -> ScriptOptions {
        var defaults = loader.defaults
        guard let settings else { return defaults }
        let shown = loader.display(settings)
        let lines = try SourceText(script: try directory.read(settings), in: shown, loader.dialect)
        if let objection = layout.objection(to: lines.string) {
            throw MartletError(
                .directive, objection, at: SourceLocation(file: shown), notes: [Diagnostic.nothingChanged],
                help: "take the line out, and have the migration itself say what it stands for")
        }
        layout.take(lines.string, into: &defaults)
        return defaults
    }

    /// A script that may begin and end transactions of its own, and hold nothing at all.
    ///
    /// The tools leave it to the database what becomes of a statement that no transaction can hold; without one, it does
    /// what it is there for.
    private func script(
        _ text: SourceText, _ options: ScriptOptions, _ variables: [Range<Int>] = []
    ) throws(MartletError) -> Script {
        var placeholders = loader.placeholders
        placeholders.areExpected = layout.fillsPlaceholders
        var options = options
        options.isEmpty = true
        let filled = try placeholders.filled(text, variables: variables)
        let script = Script(ofAnotherTool: filled, options: options, isSentAsItIs: layout.sendsAsItIs)
        try ScriptRules.checkText(script)
        return try loader.forScratch(script)
    }
}

extension Script {
    /// Makes a script that runs as another tool would run it: with transactions of its own, if it has some.
    /// - Parameter isSentAsItIs: whether the tool sends the text without a transaction around it.
    init(ofAnotherTool text: SourceText, options: ScriptOptions, isSentAsItIs: Bool = false) {
        self.init(withOwnTransactions: text, options: options) { traits in
            if isSentAsItIs, traits.statementCount == 1, text.mayCommit { return true }
            return traits.firstOutsider != nil && Self.failsInTransaction(text)
        }
    }

    /// Whether a statement fails in a transaction; `PRAGMA foreign_keys` only does nothing there, as the tools have it.
    private static func failsInTransaction(_ text: SourceText) -> Bool {
        SQLScript.statements(in: text).contains { statement in
            let kind = statement.kind(in: text)
            if case .pragma("foreign_keys", _) = kind { return false }
            return kind.outsider != nil
        }
    }
}

extension SourceText {
    /// Whether one of its statements may commit: a CALL, as nobody can tell what is in the procedure, or a DO that says so.
    var mayCommit: Bool {
        dialect == .postgres
            && SQLScript.statements(in: self).contains { statement in
                let words = statement.text(in: self).lowercased().split { !$0.isLetter }
                return words.first == "call"
                    || words.first == "do" && words.contains { ["commit", "rollback"].contains($0) }
            }
    }
}
