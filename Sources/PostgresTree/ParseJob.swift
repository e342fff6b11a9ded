#if PostgreSQL
    internal import CPgQuery
    internal import Glibc
    internal import SQLText

    /// One call of the parser.
    struct ParseJob {
        /// What can be read on any stack: at most 500 levels, each of which was seen to take up to half a kilobyte.
        static let byteLimitOfAnyStack = 1 << 10

        /// The statement with a NUL behind it.
        let bytes: ArraySlice<UInt8>
        /// Where it begins in its file.
        let base: SourceOffset

        typealias Outcome = Result<ParsedStatement, ParseFailure>

        /// Reads it on a thread whose stack is large enough for whatever a statement of this length can hold.
        ///
        /// Of the stack only what is used takes memory.
        func runOnOwnStack() -> Outcome {
            var attributes = pthread_attr_t()
            pthread_attr_init(&attributes)
            defer { pthread_attr_destroy(&attributes) }
            pthread_attr_setstacksize(&attributes, (1 << 20) + 512 * bytes.count)
            let call = Unmanaged.passRetained(Call(job: self))
            defer { call.release() }
            var thread = pthread_t()
            let code = pthread_create(
                &thread, &attributes,
                { argument in
                    guard let argument else { return nil }
                    let call = Unmanaged<Call>.fromOpaque(argument).takeUnretainedValue()
                    call.outcome = call.job.run()
                    return nil
                }, call.toOpaque())
            guard code == 0 else { return .failure(ParseFailure(message: "no memory for its stack", offset: base)) }
            pthread_join(thread, nil)
            return call.takeUnretainedValue().outcome
        }

        /// What goes to the thread and comes back.
        private final class Call {
            let job: ParseJob
            var outcome: Outcome

            init(job: ParseJob) {
                self.job = job
                outcome = .failure(ParseFailure(message: "not read", offset: job.base))
            }
        }

        func run() -> Outcome {
            bytes.withUnsafeBufferPointer { buffer in
                let result = buffer.withMemoryRebound(to: CChar.self) { pg_query_parse_protobuf($0.baseAddress) }
                defer { pg_query_free_protobuf_parse_result(result) }
                if let error = result.error { return .failure(failure(error.pointee)) }
                let tree = UnsafeRawBufferPointer(start: result.parse_tree.data, count: result.parse_tree.len)
                return .success(statement(Message(bytes: tree)))
            }
        }

        private func statement(_ result: Message<Proto.ParseResult>) -> ParsedStatement {
            let reader = TreeReader(base: base)
            let raw = result.all(.stmts).first.map { Message<Proto.RawStmt>(bytes: $0) }
            guard let node = raw?.node(.stmt) else { return ParsedStatement(statement: .other, inner: []) }
            return ParsedStatement(statement: reader.statement(node), inner: reader.innerStatements(node))
        }

        private func failure(_ error: PgQueryError) -> ParseFailure {
            let message = error.message.map { String(cString: $0) } ?? "not readable"
            return ParseFailure(message: message, offset: offset(ofCharacter: Int(error.cursorpos)))
        }

        /// The place of the n-th character, from 1 as PostgreSQL counts; 0 is the statement as a whole.
        private func offset(ofCharacter number: Int) -> SourceOffset {
            var characters = 0
            for (index, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
                characters += 1
                if characters >= number { return base + index }
            }
            return base
        }
    }
#endif
