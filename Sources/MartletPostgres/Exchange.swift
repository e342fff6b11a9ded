internal import CPostgres
internal import Glibc
internal import MartletCore

/// One message to the server and all that comes back for it.
///
/// Rows are taken one by one as they come, so that a result of any size needs the memory of one row.
struct Exchange {
    let pq: LibPQ
    let connection: OpaquePointer
    /// What is done every so often while nothing comes back; nothing, if nobody wants to know.
    var whileWaiting: WaitingWork?

    /// One statement's end.
    struct Completion {
        /// What was done, in the server's words: `INSERT 0 3`.
        var tag: String
        /// How many rows it changed.
        var rows: Int
        /// Whether it gave data that nobody took.
        var copied: Bool
    }

    /// What came back.
    struct Answer {
        /// The statements that ended well, in order.
        var completions: [Completion] = []
        /// What ended the message before its end.
        var error: DriverError?
        /// Where, in characters of the text that was sent, from 1.
        var position: Int?
    }

    // MARK: Sending

    /// Sends statements as one message.
    ///
    /// The text ends in NUL.
    func send(_ text: UnsafePointer<CChar>) throws(DriverError) {
        try check(pq.pointee.PQsendQuery(connection, text))
        _ = pq.pointee.PQsetSingleRowMode(connection)
    }

    /// Sends one statement, of which the server makes sure that it is one, with values.
    ///
    /// The text ends in NUL.
    func send(_ text: UnsafePointer<CChar>, _ values: borrowing BoundValues) throws(DriverError) {
        let count = Int32(clamping: values.types.count)
        let types = values.types
        let lengths = values.lengths
        let formats = values.formats
        let sent = values.withPointers { pointers in
            pq.pointee.PQsendQueryParams(connection, text, count, types, pointers, lengths, formats, 0)
        }
        try check(sent)
        _ = pq.pointee.PQsetSingleRowMode(connection)
    }

    private func check(_ sent: Int32) throws(DriverError) {
        if sent == 1 { return }
        let isLost = pq.pointee.PQstatus(connection) == CONNECTION_BAD
        throw DriverError(isLost ? .connectionLost : .misuse, of: connection, pq)
    }

    // MARK: Receiving

    /// Takes in everything that comes back.
    /// - Parameters:
    ///   - each: gets each row, with the number of its statement from 0.
    ///   - take: gets the data that a COPY gives.
    ///   - isWanted: whether it does something with them.
    func receive(
        _ each: (_ statement: Int, Row) -> Void, copied take: (UnsafeBufferPointer<UInt8>) -> Void = { _ in },
        isWanted: Bool = false
    ) -> Answer {
        var answer = Answer()
        var columns: ResultColumns?
        var copied = false
        while let result = nextResult() {
            defer { pq.pointee.PQclear(result) }
            switch pq.pointee.PQresultStatus(result) {
            case PGRES_SINGLE_TUPLE:
                let known = columns ?? ResultColumns(result, pq)
                columns = known
                each(answer.completions.count, known.row(0, of: result, pq))
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK:
                columns = nil
                answer.completions.append(completion(result, copied: copied))
                copied = false
            case PGRES_EMPTY_QUERY: break
            case PGRES_COPY_IN:
                // Makes the statement fail, which is told as an error next.
                _ = pq.pointee.PQputCopyEnd(connection, "no data was given")
            case PGRES_COPY_OUT:
                copied = !isWanted
                receiveData(take)
            default: note(result, &answer)
            }
        }
        return finished(answer)
    }

    /// Takes in everything that comes back, of which no rows are wanted.
    func receive() -> Answer { receive { _, _ in } }

    private func nextResult() -> OpaquePointer? {
        if let whileWaiting { wait(whileWaiting) }
        return pq.pointee.PQgetResult(connection)
    }

    /// Waits until something has come.
    private func wait(_ meanwhile: WaitingWork) {
        while pq.pointee.PQisBusy(connection) == 1 {
            var wish = pollfd(fd: pq.pointee.PQsocket(connection), events: Int16(POLLIN), revents: 0)
            let ready = poll(&wish, 1, Int32(clamping: max(meanwhile.every.wholeMilliseconds, 1)))
            if ready == 0 { meanwhile.work() }
            if ready > 0, pq.pointee.PQconsumeInput(connection) == 0 { return }
        }
    }

    private func completion(_ result: OpaquePointer, copied: Bool) -> Completion {
        guard let tag = pq.pointee.PQcmdStatus(result) else { return Completion(tag: "", rows: 0, copied: copied) }
        return Completion(
            tag: String(cString: tag), rows: Self.changesRows(tag) ? Self.number(pq.pointee.PQcmdTuples(result)) : 0,
            copied: copied)
    }

    /// INSERT, UPDATE, DELETE, MERGE and COPY; the number behind SELECT, FETCH and MOVE is that of rows it read.
    private static func changesRows(_ tag: UnsafePointer<CChar>) -> Bool {
        switch UInt8(bitPattern: tag[0]) {
        case UInt8(ascii: "I"), UInt8(ascii: "U"), UInt8(ascii: "D"): true
        case UInt8(ascii: "M"): tag[1] == CChar(bitPattern: UInt8(ascii: "E"))
        case UInt8(ascii: "C"): tag[1] == CChar(bitPattern: UInt8(ascii: "O"))
        default: false
        }
    }

    private static func number(_ text: UnsafePointer<CChar>?) -> Int { text.map { atol($0) } ?? 0 }

    private func receiveData(_ take: (UnsafeBufferPointer<UInt8>) -> Void) {
        var data: UnsafeMutablePointer<CChar>?
        while case let count = pq.pointee.PQgetCopyData(connection, &data, 0), count > 0, let piece = data {
            piece.withMemoryRebound(to: UInt8.self, capacity: Int(count)) {
                take(UnsafeBufferPointer(start: $0, count: Int(count)))
            }
            pq.pointee.PQfreemem(piece)
        }
    }

    /// How a COPY begins.
    enum CopyStart {
        /// The server waits for data.
        case waiting
        /// It does not; this is what came back.
        case ended(Answer)
    }

    /// Takes in what comes back before the data of a COPY.
    func startCopy() throws(DriverError) -> CopyStart {
        guard let result = nextResult() else { throw DriverError(.misuse, of: connection, pq) }
        defer { pq.pointee.PQclear(result) }
        let status = pq.pointee.PQresultStatus(result)
        if status == PGRES_COPY_IN { return .waiting }
        var answer = Answer()
        if status == PGRES_FATAL_ERROR { note(result, &answer) }
        if status == PGRES_COPY_OUT { receiveData { _ in } }
        let rest = receive()
        answer.error = answer.error ?? rest.error
        answer.position = answer.position ?? rest.position
        return .ended(finished(answer))
    }

    /// The first error is the reason; what follows comes from it.
    private func note(_ result: OpaquePointer, _ answer: inout Answer) {
        guard answer.error == nil else { return }
        answer.error = DriverError(result, pq).namingRight(of: connection, pq)
        answer.position = DriverError.position(result, pq)
    }

    /// A connection that broke is the reason, whatever was said last.
    ///
    /// It still passes for sound if nothing could be written, and the end of what can be read has not come yet: a server
    /// that is ended at once says a last word.
    private func finished(_ answer: Answer) -> Answer {
        let isTold = answer.error.map { $0.kind == .connectionLost && $0.serverCode == nil } ?? false
        guard isTold || pq.pointee.PQstatus(connection) == CONNECTION_BAD else { return answer }
        var answer = answer
        var error = answer.error ?? DriverError(.connectionLost, of: connection, pq)
        error.kind = .connectionLost
        error.message =
            "the connection to the server is lost: " + error.message.split(separator: "\n").prefix(1).joined()
        answer.error = error
        return answer
    }
}
