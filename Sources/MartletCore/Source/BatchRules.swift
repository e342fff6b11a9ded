internal import SQLText

/// What a file in batches may hold: statements that can be run for a part of a table's rows at a time.
enum BatchRules {
    /// Checks the statements and the options that belong to batches.
    static func check(_ script: Script) throws(MartletError) {
        let options = script.options.batches
        guard options.rows != nil else {
            guard options.pause != nil || !options.keys.isEmpty else { return }
            throw MartletError(
                .directive, "pause and key belong to batches, and the file has none", at: script.wholeScript,
                notes: [Diagnostic.nothingChanged], help: "say how many rows: -- martlet: batch=5000")
        }
        try script.forEachStatement(
            { (statement) throws(MartletError) in
                guard statement.part == .statement else { return }
                do throws(RangedStatement.Objection) {
                    _ = try RangedStatement(statement.sql, dialect: statement.dialect)
                } catch let objection {
                    var diagnostic = error(objection, in: script, at: statement.offset)
                    diagnostic.notes.append(Diagnostic.nothingChanged)
                    throw MartletError([diagnostic])
                }
            }, unreadable: { $0 })
    }

    /// The objection to a statement that begins at `offset`.
    static func error(
        _ objection: RangedStatement.Objection, in script: Script, at offset: SourceOffset
    ) -> Diagnostic {
        Diagnostic(
            .directive, "the statement cannot be run in batches: \(objection.fact)",
            at: script.location(of: offset + objection.offset), help: objection.help)
    }
}

extension Script {
    fileprivate var wholeScript: SourceLocation { location(of: SourceOffset(utf8: 0)) }
}
