internal import CPostgres
internal import MartletCore

extension DriverError {
    /// Reads what the server, or the library, says in a failed result.
    init(_ result: OpaquePointer, _ pq: LibPQ) {
        func field(_ code: martlet_diagnostic) -> String? {
            pq.pointee.PQresultErrorField(result, Int32(code.rawValue)).map { Self.text($0) }
        }
        let state = field(MARTLET_DIAG_SQLSTATE)
        let message = field(MARTLET_DIAG_MESSAGE) ?? Self.text(pq.pointee.PQresultErrorMessage(result))
        self.init(
            state.map(Self.kind(ofState:)) ?? Self.kind(ofLibrary: message), message.droppingLineEnd, serverCode: state)
        var fields = ServerFields()
        fields.detail = field(MARTLET_DIAG_DETAIL)
        fields.hint = field(MARTLET_DIAG_HINT)
        fields.context = field(MARTLET_DIAG_CONTEXT)
        fields.internalQuery = field(MARTLET_DIAG_INTERNAL_QUERY)
        fields.schema = field(MARTLET_DIAG_SCHEMA)
        fields.table = field(MARTLET_DIAG_TABLE)
        fields.column = field(MARTLET_DIAG_COLUMN)
        fields.constraint = field(MARTLET_DIAG_CONSTRAINT)
        if fields != ServerFields() { self.fields = fields }
        help = Self.help(ofState: state)
    }

    /// The error with the statement that gives the role of a connection what it lacks.
    func namingRight(of connection: OpaquePointer, _ pq: LibPQ) -> DriverError {
        guard serverCode == "42501" || serverCode == "28000", let role = pq.pointee.PQuser(connection) else {
            return self
        }
        var error = self
        let isSuperuser = pq.pointee.PQparameterStatus(connection, "is_superuser").map { Self.text($0) } == "on"
        error.help = isSuperuser ? Self.helpOfSuperuser : MissingRight(message).help(for: Self.text(role)) ?? help
        return error
    }

    /// A superuser lacks no right; but a view, a function and a foreign key act with the rights of an owner.
    private static let helpOfSuperuser =
        "give the right to the owner of the view, function or table that the statement goes through"

    /// The same of a connection for reading, which needs less.
    func namingRightToRead(of connection: OpaquePointer, _ pq: LibPQ) -> DriverError {
        guard serverCode == "42501", let role = pq.pointee.PQuser(connection) else { return self }
        var error = self
        error.help = MissingRight(message).help(for: Self.text(role), .reading) ?? help
        return error
    }

    /// Reads what the library says of a connection.
    init(_ kind: Kind, of connection: OpaquePointer, _ pq: LibPQ) {
        self.init(kind, Self.libraryText(of: connection, pq))
    }

    /// What the library says of a connection, without the tabs that its further lines begin with.
    static func libraryText(of connection: OpaquePointer, _ pq: LibPQ) -> String {
        text(pq.pointee.PQerrorMessage(connection)).droppingLineEnd.replacing("\n\t", with: "\n")
    }

    /// The longest text of a server that is kept: it may send a gigabyte.
    static let longestText = 100_000

    /// A text of the server, cut off if it is very long.
    static func text(_ start: UnsafePointer<CChar>?, atMost limit: Int = longestText) -> String {
        guard let start else { return "" }
        var count = 0
        while count < limit, start[count] != 0 { count += 1 }
        return String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// Where the error stands in the text that was sent, in characters from 1.
    static func position(_ result: OpaquePointer, _ pq: LibPQ) -> Int? {
        pq.pointee.PQresultErrorField(result, Int32(MARTLET_DIAG_POSITION.rawValue)).flatMap {
            Int(String(cString: $0))
        }
    }

    /// The kind of a SQLSTATE.
    ///
    /// Source: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
    static func kind(ofState state: String) -> Kind {
        switch state {
        case "23503": .foreignKey
        case "25001": .outsideTransaction
        case "25006": .readOnly
        case "28000", "28P01", "42501": .accessDenied
        case "40001", "40P01": .deadlock
        case "53100": .diskFull
        case "53200": .outOfMemory
        case "53300": .unreachable
        case "55P03": .busy
        case "57014": .interrupted
        // Ended by an administrator, by a crash of another session, or for having been idle.
        case "57P01", "57P02", "57P03", "57P05", "25P03", "25P04": .connectionLost
        case "58030", "58P01": .storage
        case "XX001", "XX002": .corrupt
        case "0A000": .sql
        case _ where state.hasPrefix("08"): .connectionLost
        default: .sql
        }
    }

    /// The kind of an error without a SQLSTATE, which is the library's own: there is no getting on with the server.
    private static func kind(ofLibrary message: String) -> Kind {
        message.contains("out of memory") ? .outOfMemory : .connectionLost
    }

    private static func help(ofState state: String?) -> String? {
        switch state {
        // A new value of an enumeration, used in the transaction that adds it.
        case "55P04": "put the statements that use the new value into the next migration"
        case "42501": "have the right granted, or use the role that owns the object"
        case "25006": "see what sets default_transaction_read_only for the role or the database: \\drds in psql"
        case "53100": "make room on the server's disk, then run the same command again"
        case "57P01", "57P02", "57P03": "wait until the server is up again, then run the same command again"
        default: nil
        }
    }
}
