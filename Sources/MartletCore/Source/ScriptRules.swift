internal import SQLText

/// What Martlet's own layout asks of a script, found before anything runs.
enum ScriptRules {
    /// Checks a script.
    /// - Parameter isMigration: an empty way back is the same as an empty way forward, but never by mistake.
    static func check(_ script: Script, isMigration: Bool) throws(MartletError) {
        if let offset = script.text?.openComment {
            throw MartletError(
                .directive, "a comment begins here and is never closed: what follows it would not be run",
                at: script.location(of: offset, length: 2), notes: ["nothing was changed"], help: "close it with */")
        }
        if isMigration, script.traits.statementCount == 0, !script.options.isEmpty {
            throw MartletError(
                .emptyMigration, "the file holds no statement", at: script.location(of: SourceOffset(utf8: 0)),
                notes: ["nothing was changed"],
                help: "write its statements; if it is meant to hold none, say so: -- martlet: empty")
        }
        if let offset = script.traits.firstControl {
            throw MartletError(
                .transactionControl, "the transaction is Martlet's: a script may not begin, end or nest one",
                at: script.location(of: offset), notes: ["nothing was changed"],
                help: "take the statement out; `-- martlet: transaction=none` runs each statement by itself")
        }
        if script.options.transaction == .each, let outsider = script.traits.firstOutsider {
            throw MartletError(
                .notInTransaction, outsider.what, at: script.location(of: outsider.offset),
                notes: ["nothing was changed"],
                help: "put it into a file of its own with the line: -- martlet: transaction=none")
        }
    }
}
