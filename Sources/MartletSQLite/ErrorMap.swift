internal import CSQLite
internal import Glibc
internal import MartletCore

extension DriverError {
    /// Reads what `database` has to say of the call that just returned `status`, before another call replaces it.
    init(status: Int32, of database: OpaquePointer?) {
        let extended = database.map { sqlite3_extended_errcode($0) } ?? status
        let message = (database.map { String(cString: sqlite3_errmsg($0)) }) ?? String(cString: sqlite3_errstr(status))
        let offset = database.map { Int(sqlite3_error_offset($0)) } ?? -1
        self.init(
            Self.kind(ofExtended: extended, system: database.map { sqlite3_system_errno($0) } ?? 0), message,
            // The code for everything else adds nothing to the message.
            serverCode: extended == SQLITE_ERROR ? nil : Self.name(ofExtended: extended),
            offset: offset >= 0 ? offset : nil, file: database.flatMap(Self.file))
        if let subject = Self.subject(of: kind), let file { self.message = "\(file) \(subject): \(message)" }
    }

    /// The main database's file; SQLite knows it from the moment it was told.
    private static func file(of database: OpaquePointer) -> FilePath? {
        guard let name = sqlite3_db_filename(database, "main"), name.pointee != 0 else { return nil }
        return FilePath(String(cString: name))
    }

    /// What SQLite's own words leave out: which file they are about.
    private static func subject(of kind: Kind) -> String? {
        switch kind {
        case .busy: "is in use by another program"
        case .corrupt: "is damaged"
        case .noPermission: "cannot be opened"
        case .readOnly: "cannot be written"
        case .diskFull: "has no room to grow"
        default: nil
        }
    }

    /// The kind of an extended result code.
    ///
    /// Source: <https://www.sqlite.org/rescode.html>.
    /// - Parameter system: what the system said when a file could not be opened.
    static func kind(ofExtended code: Int32, system: Int32 = 0) -> Kind {
        if code == extendedCode(SQLITE_CONSTRAINT, 3) { return .foreignKey }
        switch code & 0xff {
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL: return .busy
        case SQLITE_INTERRUPT: return .interrupted
        case SQLITE_FULL: return .diskFull
        case SQLITE_READONLY: return .readOnly
        case SQLITE_IOERR: return .storage
        case SQLITE_NOMEM: return .outOfMemory
        case SQLITE_CORRUPT: return .corrupt
        case SQLITE_NOTADB: return .notADatabase
        case SQLITE_CANTOPEN: return kind(ofOpening: system)
        case SQLITE_PERM: return .noPermission
        case SQLITE_MISUSE: return .misuse
        default: return .sql
        }
    }

    /// The database is there, as it was looked at before; but a file, maybe one beside it, could not be opened.
    private static func kind(ofOpening code: Int32) -> Kind {
        switch code {
        case EACCES, EPERM, EROFS: .noPermission
        case ENOSPC, EDQUOT: .diskFull
        default: .storage
        }
    }

    private static func extendedCode(_ primary: Int32, _ detail: Int32) -> Int32 { primary | (detail << 8) }

    /// The code's name as the manual spells it, where it is worth a search; the number otherwise.
    static func name(ofExtended code: Int32) -> String {
        if code & 0xff == SQLITE_CONSTRAINT, let name = constraintNames[code >> 8] { return name }
        return primaryNames[code & 0xff].map { code > 0xff ? "\($0) (\(code))" : $0 } ?? "SQLite error \(code)"
    }

    private static let constraintNames: [Int32: String] = [
        1: "SQLITE_CONSTRAINT_CHECK", 3: "SQLITE_CONSTRAINT_FOREIGNKEY", 5: "SQLITE_CONSTRAINT_NOTNULL",
        6: "SQLITE_CONSTRAINT_PRIMARYKEY", 7: "SQLITE_CONSTRAINT_TRIGGER", 8: "SQLITE_CONSTRAINT_UNIQUE",
        10: "SQLITE_CONSTRAINT_ROWID", 12: "SQLITE_CONSTRAINT_DATATYPE",
    ]

    private static let primaryNames: [Int32: String] = [
        SQLITE_ERROR: "SQLITE_ERROR", SQLITE_INTERNAL: "SQLITE_INTERNAL", SQLITE_PERM: "SQLITE_PERM",
        SQLITE_ABORT: "SQLITE_ABORT", SQLITE_BUSY: "SQLITE_BUSY", SQLITE_LOCKED: "SQLITE_LOCKED",
        SQLITE_NOMEM: "SQLITE_NOMEM", SQLITE_READONLY: "SQLITE_READONLY", SQLITE_INTERRUPT: "SQLITE_INTERRUPT",
        SQLITE_IOERR: "SQLITE_IOERR", SQLITE_CORRUPT: "SQLITE_CORRUPT", SQLITE_FULL: "SQLITE_FULL",
        SQLITE_CANTOPEN: "SQLITE_CANTOPEN", SQLITE_PROTOCOL: "SQLITE_PROTOCOL", SQLITE_SCHEMA: "SQLITE_SCHEMA",
        SQLITE_TOOBIG: "SQLITE_TOOBIG", SQLITE_CONSTRAINT: "SQLITE_CONSTRAINT", SQLITE_MISMATCH: "SQLITE_MISMATCH",
        SQLITE_MISUSE: "SQLITE_MISUSE", SQLITE_AUTH: "SQLITE_AUTH", SQLITE_RANGE: "SQLITE_RANGE",
        SQLITE_NOTADB: "SQLITE_NOTADB",
    ]
}
