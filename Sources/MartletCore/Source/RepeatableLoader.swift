internal import SQLText

/// Makes a migration of a repeatable's file: it leads forward alone, in a transaction, and is known by its text with the
/// values of placeholders in it.
struct RepeatableLoader {
    let loader: MigrationLoader

    func load(
        _ name: RepeatableName, from directory: borrowing OpenScriptFolder
    ) throws(MartletError) -> Migration {
        let shown = loader.display(name.path)
        let text = try SourceText(script: try directory.read(name.path), in: shown, loader.dialect)
        var defaults = loader.defaults
        defaults.transaction = .each
        let content = try content(of: text, name, defaults, directory)
        guard content.script.options.sharesTransaction else { throw Self.needsTransaction(shown) }
        let kept = try loader.forScratch(content.script)
        return Migration(
            version: name.version, description: content.description ?? name.title, file: shown,
            checksum: Checksum.text(SHA256Digest(of: content.filled.utf8)),
            script: MigrationScript(
                options: kept.options, dependencies: content.dependencies, up: kept, down: nil,
                tokenChecksum: Checksum.tokens(of: content.filled),
                upText: loader.keepable(text.text(in: 0..<text.utf8.count)),
                downText: nil))
    }

    private struct Content {
        var filled: SourceText
        var script: Script
        var description: String?
        var dependencies: [Dependency] = []
    }

    private func content(
        of text: SourceText, _ name: RepeatableName, _ defaults: ScriptOptions, _ directory: borrowing OpenScriptFolder
    ) throws(MartletError) -> Content {
        guard let index = loader.layout else { return try ownContent(of: text, defaults) }
        var options = defaults
        options.isEmpty = true
        if let settings = index[name.version]?.settings {
            index.layout.take(String(decoding: try directory.read(settings), as: UTF8.self), into: &options)
        }
        var placeholders = loader.placeholders
        placeholders.areExpected = index.layout.fillsPlaceholders
        let filled = try placeholders.filled(text)
        let script = Script(withOwnTransactions: filled, options: options) { $0.firstOutsider != nil }
        try ScriptRules.checkText(script)
        return Content(filled: filled, script: script)
    }

    private func ownContent(of text: SourceText, _ defaults: ScriptOptions) throws(MartletError) -> Content {
        let file = try ScriptFile(text, defaults: defaults)
        guard file.down == nil, file.up == 0..<text.utf8.count else {
            throw MartletError(
                .directive, "a repeatable has no way back: it is run again, with another text",
                at: SourceLocation(file: text.name), notes: [Diagnostic.nothingChanged], help: "take the section out")
        }
        let filled = try loader.placeholders.filled(text)
        let script = Script(filled, options: file.options)
        try ScriptRules.check(script, isMigration: true)
        return Content(
            filled: filled, script: script, description: file.description, dependencies: file.dependencies)
    }

    private static func needsTransaction(_ shown: String) -> MartletError {
        MartletError(
            .directive, "a repeatable always runs in a transaction, with all others of its run",
            at: SourceLocation(file: shown), notes: [Diagnostic.nothingChanged],
            help: "put what needs none, or ends one, into a migration with a version")
    }
}
