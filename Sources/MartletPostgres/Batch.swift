internal import CPostgres
internal import MartletCore

/// Several statements as one message: one round trip for all of them.
extension PostgresConnection {
    /// Runs all parts as one message, as they are.
    func runMessage(_ parts: [BatchPart], within limit: Duration?) throws(DriverError) -> BatchResult {
        guard options.purpose != .read else { throw DriverError(.readOnly, "\(url) was opened for reading only") }
        try limitTime(to: limit)
        let layout = try BatchLayout(parts, in: &message)
        let exchange = try exchange(isWatched: true)
        let wasInTransaction = isInTransaction
        let begun = ContinuousClock.now
        try message.withCString { (text) throws(DriverError) in try exchange.send(text) }
        var result = BatchResult()
        let answer = try cancelHandle.whileRunning { () throws(DriverError) in
            exchange.receive { statement, row in
                if let part = layout.ownPart(ofStatement: statement) { result.ownRows[part, default: []].append(row) }
            }
        }
        if let error = answer.error {
            throw fail(explain(error, limit, since: begun), answer, layout, wasInTransaction)
        }
        guard answer.completions.count == layout.statementCount else {
            throw DriverError(
                .misuse,
                "\(answer.completions.count) statements were run where \(layout.statementCount) had been read",
                transactionLost: wasInTransaction && !isInTransaction)
        }
        try count(answer, layout, into: &result)
        if parts.contains(where: { if case .own("RESET ALL", _) = $0 { true } else { false } }) { limitInForce = .zero }
        return result
    }

    private func count(
        _ answer: Exchange.Answer, _ layout: BatchLayout, into result: inout BatchResult
    ) throws(DriverError) {
        for (number, completion) in answer.completions.enumerated() {
            guard layout.ownPart(ofStatement: number) == nil else {
                try requireCommitted(completion, layout, number)
                continue
            }
            // Refused beforehand by whoever reads the script; what is found here only now has been done.
            if TransactionGuard.isTransactionControl(tag: completion.tag) {
                var error = TransactionGuard.refusal(completion.tag)
                error.batchPlace = layout.place(ofStatement: number)
                error.transactionLost = true
                throw error
            }
            if completion.copied {
                throw DriverError(.sql, "COPY … TO STDOUT in a script has nobody to give its data to")
            }
            result.statements += 1
            result.rows += completion.rows
        }
    }

    /// The server answers the COMMIT of a transaction that an error has spoilt with a ROLLBACK.
    private func requireCommitted(
        _ completion: Exchange.Completion, _ layout: BatchLayout, _ number: Int
    ) throws(DriverError) {
        guard layout.isCommit(statement: number), completion.tag != "COMMIT" else { return }
        throw DriverError(.sql, "the server has undone the transaction", transactionLost: true)
    }

    /// Says where in the batch an error is.
    private func fail(
        _ error: DriverError, _ answer: Exchange.Answer, _ layout: BatchLayout, _ wasInTransaction: Bool
    ) -> DriverError {
        var error = error
        let failed = answer.completions.count
        if let position = answer.position {
            let offset = message.offset(ofCharacter: position)
            let part = layout.part(atByte: offset)
            error.offset = offset - layout.starts[part]
            // A fault of syntax is found before anything is run, wherever in the message it is.
            error.batchPlace =
                layout.firstStatement(ofPart: part) > failed
                ? BatchPlace(part: part, statement: 0) : layout.place(ofStatement: failed)
            if error.batchPlace?.part != part { error.batchPlace = BatchPlace(part: part, statement: 0) }
        } else {
            error.batchPlace = layout.place(ofStatement: failed)
        }
        error.transactionLost = wasInTransaction && !isInTransaction
        // A server that still said why it ended the session has undone the transaction.
        let saidWhy = error.serverCode != nil && !layout.isCommit(statement: failed)
        error.isCommitUnknown = error.kind == .connectionLost && !saidWhy && layout.hasCommit(from: failed)
        return error
    }
}

/// Which bytes and which statements of a message are of which part.
private struct BatchLayout {
    /// The byte at which each part begins.
    private(set) var starts: [Int] = []
    /// How many statements the message has.
    private(set) var statementCount = 0
    private var firstStatements: [Int] = []
    private var isOwn: [Bool] = []
    private var isCommitPart: [Bool] = []

    /// Writes the parts into `message`, a line each: a comment at the end of one may not swallow the next.
    init(_ parts: [BatchPart], in message: inout MessageText) throws(DriverError) {
        message.clear()
        for part in parts {
            if message.count > 0 { message.append("\n;\n") }
            starts.append(message.count)
            firstStatements.append(statementCount)
            switch part {
            case .own(let sql, let values):
                try OwnStatement.write(sql, values, to: &message)
                isOwn.append(true)
                isCommitPart.append(sql == "COMMIT")
                statementCount += 1
            case .script(let sql, let statements):
                try message.append(sql)
                isOwn.append(false)
                isCommitPart.append(false)
                statementCount += statements
            }
        }
    }

    func place(ofStatement number: Int) -> BatchPlace? {
        guard let part = part(ofStatement: number) else { return nil }
        return BatchPlace(part: part, statement: number - firstStatements[part])
    }

    /// The part whose own statement this is; `nil` for one of a script.
    func ownPart(ofStatement number: Int) -> Int? {
        part(ofStatement: number).flatMap { isOwn[$0] ? $0 : nil }
    }

    func isCommit(statement number: Int) -> Bool { part(ofStatement: number).map { isCommitPart[$0] } ?? false }

    /// Whether a COMMIT of the engine's is among the statements from this one on.
    func hasCommit(from number: Int) -> Bool {
        isCommitPart.indices.contains { isCommitPart[$0] && firstStatements[$0] >= number }
    }

    func firstStatement(ofPart part: Int) -> Int { firstStatements[part] }

    func part(atByte offset: Int) -> Int { starts.lastIndex { $0 <= offset } ?? 0 }

    /// The last part that begins at this statement or before it, and has one.
    private func part(ofStatement number: Int) -> Int? {
        guard number < statementCount else { return nil }
        // Found by halves: a batch has thousands of statements, and few parts.
        var (low, high) = (0, firstStatements.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if firstStatements[middle] <= number { low = middle } else { high = middle }
        }
        return low
    }
}
