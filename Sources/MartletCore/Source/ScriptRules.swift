internal import SQLText

/// What Martlet's own layout asks of a script, found before anything runs.
enum ScriptRules {
    /// Checks a script.
    /// - Parameter isMigration: an empty way back is the same as an empty way forward, but never by mistake.
    static func check(_ script: Script, isMigration: Bool) throws(MartletError) {
        try checkText(script)
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
        try BatchRules.check(script)
        if script.options.transaction == .each, let outsider = script.traits.firstOutsider {
            throw MartletError(
                .notInTransaction, outsider.what, at: script.location(of: outsider.offset),
                notes: ["nothing was changed"],
                help: outsider.help)
        }
    }

    /// Refuses what no database can read.
    static func checkText(_ script: Script) throws(MartletError) {
        if let unclosed = script.text?.unclosed { throw error(unclosed, in: script) }
        if let found = script.traits.firstFault { throw error(found, in: script) }
    }

    /// Refuses what acts beyond a database that is thrown away afterwards.
    static func checkReach(_ script: Script) throws(MartletError) {
        guard let offset = script.traits.firstReach else { return }
        throw beyond(script.location(of: offset))
    }

    /// The objection to a statement that acts on another database, or on the whole server.
    static func beyond(_ location: SourceLocation) -> MartletError {
        MartletError(
            .usage, "a schema is made of this in a database for a while, and this statement acts beyond it",
            at: location, notes: [Diagnostic.nothingChanged],
            help: "compare a database that it was run in, or take it out with what it is for")
    }

    private static func error(_ unclosed: Unclosed, in script: Script) -> MartletError {
        if let (name, offset) = script.text?.placeholder(leavingOpen: unclosed) {
            return MartletError(
                .directive, "the value of \(name) breaks the statement", at: script.location(of: offset),
                notes: ["nothing was changed"], help: "write quotation marks in the value twice")
        }
        let (what, help) =
            unclosed.isComment
            ? ("a comment begins here and is never closed: what follows it would not be run", "close it with */")
            : (
                "a quotation begins here and is never closed: it takes the rest of the file with it",
                "close it with the mark that it begins with; a mark inside of it is written twice"
            )
        return MartletError(
            .directive, what, at: script.location(of: unclosed.offset, length: unclosed.isComment ? 2 : 1),
            notes: ["nothing was changed"], help: help)
    }

    /// What is no SQL, found before the database could complain of it.
    private static func error(_ found: ScriptTraits.Fault, in script: Script) -> MartletError {
        let (what, help): (String, String) =
            switch found.fault {
            case .metaCommand:
                ("`\\\(found.command)` is a command of psql, and not of the database", advice(for: found.command))
            case .strayEndOfData:
                ("`\\.` ends the data of a COPY, and there are none here", "take the line out")
            case .openData:
                ("the data of a COPY have no end", "put a line `\\.` behind them, or a semicolon behind the COPY")
            case .textBeforeData:
                ("the data of the COPY begin on the next line, and there is more on this one", "put it behind the data")
            }
        return MartletError(
            .directive, what, at: script.location(of: found.offset), notes: ["nothing was changed"], help: help)
    }

    private static func advice(for command: String) -> String {
        switch command {
        case "i", "ir", "include", "include_relative": "put the statements of that file in its place"
        case "copy": "write `COPY … FROM stdin;` with the data behind it"
        case "set", "gset": "write ${NAME}, and give its value under `placeholders` or with --placeholder NAME=VALUE"
        case "g", "gx", "gexec", ";": "end the statement with a semicolon"
        default: "take it out, or run the file with psql"
        }
    }
}
