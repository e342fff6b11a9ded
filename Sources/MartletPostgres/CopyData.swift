internal import CPostgres
public import MartletCore

/// COPY, whose data goes in and out in pieces, so that its size does not matter.
extension PostgresConnection {
    /// Begins `COPY … FROM STDIN`.
    public func startCopy(_ sql: UnsafeBufferPointer<UInt8>) throws(DriverError) {
        guard options.purpose != .read else { throw DriverError(.readOnly, "\(url) was opened for reading only") }
        let exchange = try exchange(isWatched: true)
        message.clear()
        try message.append(sql)
        let none = try BoundValues([])
        try message.withCString { (text) throws(DriverError) in try exchange.send(text, none) }
        let begun = try cancelHandle.whileRunning { () throws(DriverError) in try exchange.startCopy() }
        switch begun {
        case .waiting: return
        case .ended(let answer):
            guard var error = answer.error else {
                throw DriverError(.misuse, "the statement is no COPY … FROM STDIN")
            }
            error.offset = answer.position.map { message.offset(ofCharacter: $0) }
            throw blaming(error)
        }
    }

    /// Sends a piece of the data.
    public func sendCopy(_ data: UnsafeBufferPointer<UInt8>) throws(DriverError) {
        guard !data.isEmpty else { return }
        let connection = try connection()
        // A server that works on what it has takes no more for a while.
        let sent = try cancelHandle.whileRunning { () throws(DriverError) in
            data.withMemoryRebound(to: CChar.self) {
                pq.pointee.PQputCopyData(connection, $0.baseAddress, Int32(clamping: $0.count))
            }
        }
        guard sent == 1 else { throw try failedCopy() }
    }

    /// Ends the data; the number of rows.
    public func finishCopy() throws(DriverError) -> Int {
        guard pq.pointee.PQputCopyEnd(try connection(), nil) == 1 else { throw try failedCopy() }
        let exchange = try exchange(isWatched: true)
        let answer = try cancelHandle.whileRunning { () throws(DriverError) in exchange.receive() }
        if let error = answer.error { throw blaming(error) }
        return answer.completions.reduce(0) { $0 + $1.rows }
    }

    /// Breaks it off, so that the statement fails.
    public func abandonCopy(_ reason: String) {
        guard let exchange = try? exchange() else { return }
        _ = pq.pointee.PQputCopyEnd(exchange.connection, reason)
        _ = exchange.receive()
    }

    /// What the server says of data that it does not take any more.
    private func failedCopy() throws(DriverError) -> DriverError {
        let answer = try exchange().receive()
        let connection = try connection()
        let isLost = pq.pointee.PQstatus(connection) == CONNECTION_BAD
        let fault = DriverError(isLost ? .connectionLost : .misuse, of: connection, pq)
        return answer.error ?? fault
    }

    /// Runs `COPY … TO STDOUT` and hands over its data in pieces.
    public func copyOut(_ sql: String, each: (UnsafeBufferPointer<UInt8>) -> Void) throws(DriverError) -> Int {
        let exchange = try exchange()
        message.clear()
        message.append(sql)
        try message.withCString { (text) throws(DriverError) in try exchange.send(text) }
        let answer = exchange.receive({ _, _ in }, copied: each, isWanted: true)
        if let error = answer.error { throw error }
        return answer.completions.reduce(0) { $0 + $1.rows }
    }
}
