public import SQLText

/// Statements to run: in memory, or in a file that is too large for it.
public struct Script: Sendable {
    enum Content: Sendable {
        case text(SourceText)
        case file(LargeFile)
        case code(SwiftScript)
    }

    let content: Content
    /// How it is run.
    public let options: ScriptOptions
    /// What its statements ask for.
    public let traits: ScriptTraits

    /// Makes a script of a text.
    public init(_ text: SourceText, options: ScriptOptions) {
        content = .text(text)
        self.options = options
        var traits = ScriptTraits()
        traits.byteCount = text.utf8.count
        SQLScript.forEachPart(in: text) { sql, head in traits.take(head, sql, text.dialect) }
        self.traits = traits
    }

    /// Makes a script of the way back that the history recorded, without the lines that said how it is run.
    ///
    /// It was taken in as it is: a statement in it that cannot share a transaction tells that there was to be none.
    init(recorded text: SourceText, options: ScriptOptions) {
        var options = options
        if Script(text, options: options).traits.firstOutsider != nil { options.transaction = .none }
        self.init(text, options: options)
    }

    /// Makes a script that may begin and end transactions itself.
    /// - Parameter needsNone: whether it can be in no transaction, if it has none of its own.
    init(
        withOwnTransactions text: SourceText, options: ScriptOptions, needsNone: (ScriptTraits) -> Bool
    ) {
        let text = WholeTransaction.unwrapped(text) ?? text
        var options = options
        let traits = Script(text, options: options).traits
        if traits.firstControl != nil {
            options.transaction = .own
        } else if needsNone(traits) {
            options.transaction = .none
        }
        self.init(text, options: options)
    }

    /// Makes a script of a file that stays on disk.
    init(_ file: LargeFile, options: ScriptOptions, traits: ScriptTraits) {
        content = .file(file)
        self.options = options
        self.traits = traits
    }

    /// Makes a script of one way of a migration that is written in Swift.
    ///
    /// Nobody can tell what it does, so it has its transaction for itself.
    init(_ code: SwiftScript, options: ScriptOptions) {
        content = .code(code)
        self.options = options
        var traits = ScriptTraits()
        traits.standsAlone = true
        self.traits = traits
    }

    /// Whose SQL it is.
    public var dialect: Dialect {
        switch content {
        case .text(let text): text.dialect
        case .file(let file): file.dialect
        case .code(let code): code.dialect
        }
    }

    /// The text, if the script is held in memory.
    public var text: SourceText? {
        if case .text(let text) = content { text } else { nil }
    }

    /// The closure, if it is written in Swift.
    var code: SwiftScript? {
        if case .code(let code) = content { code } else { nil }
    }

    /// The place of an offset, for messages.
    ///
    /// For a large file it is read again up to there.
    public func location(of offset: SourceOffset, length: Int = 1) -> SourceLocation {
        switch content {
        case .text(let text): text.location(of: offset, length: length)
        case .file(let file): file.location(of: offset)
        case .code(let code): code.place
        }
    }

    /// Whether one of these names, in small letters, stands anywhere in it; what is not held in memory may name them all.
    func mentions(anyOf names: Set<String>) -> Bool {
        guard let text else { return true }
        let words = { (text: String) in text.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_") } }
        let present = Set(words(String(decoding: text.utf8, as: UTF8.self)))
        return names.contains { words($0).allSatisfy(present.contains) }
    }

    /// What the database answered to a statement, without the values of placeholders: they may be secrets, and the
    /// answer goes into the history.
    func concealing(_ error: DriverError, at place: SourceOffset) -> DriverError {
        guard let text else { return error }
        var error = error
        error.message = text.concealingValues(in: error.message)
        // A value that breaks its statement comes back in pieces.
        let isBroken = ["syntax error", "unrecognized token"].contains { error.message.contains($0) }
        if isBroken, error.offset != nil, let name = text.placeholder(at: place) {
            error.message = "the value of \(name) breaks the statement"
        }
        return error
    }

    /// Calls `body` with each statement, in order; for PostgreSQL also with the data that follow a COPY.
    /// - Parameter unreadable: makes the error for a file that cannot be read, or is no longer what it was.
    func forEachStatement<Failure: Error>(
        _ body: (ScriptStatement) throws(Failure) -> Void, unreadable: (MartletError) -> Failure
    ) throws(Failure) {
        var failure: Failure?
        func take(_ sql: UnsafeBufferPointer<UInt8>, _ head: SQLStatementHead) throws {
            do throws(Failure) {
                try body(
                    ScriptStatement(
                        sql: sql, offset: head.offset, number: head.index + 1, part: head.part, dialect: dialect))
            } catch {
                failure = error
                throw Stop()
            }
        }
        do {
            switch content {
            case .text(let text): try SQLScript.forEachTerminatedPart(in: text, body: take)
            case .file(let file): try file.forEachPart(take)
            case .code: break
            }
        } catch {
            throw failure ?? unreadable((error as? MartletError) ?? MartletError(.internalFault, "\(error)"))
        }
    }

    /// Ends the reader's loop; the reason is kept aside with its type.
    private struct Stop: Error {}
}

/// One statement on its way to the database, or the data of one.
struct ScriptStatement {
    /// Its bytes, which must not be kept.
    ///
    /// The byte behind them is NUL.
    let sql: UnsafeBufferPointer<UInt8>
    /// Where it begins in the file.
    let offset: SourceOffset
    /// Its number in the script, from 1.
    let number: Int

    /// Whether it is a statement; data of a COPY have its number.
    let part: ScriptPart
    /// Whose SQL it is.
    let dialect: Dialect

    /// What it does.
    var kind: StatementKind { StatementKind(sql, dialect: dialect) }
}
