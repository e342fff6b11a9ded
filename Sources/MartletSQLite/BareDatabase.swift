internal import CSQLite
internal import Glibc
internal import MartletCore

/// An open database without any of the settings of a connection, for copies and replacements.
final class BareDatabase {
    private(set) var handle: OpaquePointer

    private var isOpen = true

    /// Takes over a handle that is open.
    init(adopting handle: OpaquePointer) { self.handle = handle }

    /// How a file is opened that nobody else has to do with; nothing is made beside it either way.
    enum Access: String {
        /// Nobody changes it, this least of all: no lock is taken and no journal looked for.
        /// Source: <https://www.sqlite.org/uri.html#uriimmutable>.
        case immutable
        /// Nobody else knows it, so that it can be written without locks, which not every file system has.
        /// Source: <https://www.sqlite.org/uri.html#urinolock>.
        case nolock
    }

    /// Opens a file that is there.
    init(_ file: FilePath, _ access: Access) throws(DriverError) {
        var opened: OpaquePointer?
        let mode = access == .immutable ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
        let flags = mode | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let status = sqlite3_open_v2(Self.uri(of: file) + "?\(access.rawValue)=1", &opened, flags, nil)
        guard status == SQLITE_OK, let opened else {
            let error = DriverError(status: status, of: opened)
            sqlite3_close(opened)
            throw error
        }
        handle = opened
    }

    deinit { close() }

    /// Closes it, once.
    func close() {
        guard isOpen else { return }
        isOpen = false
        sqlite3_close_v2(handle)
    }

    /// Runs one statement and returns its rows.
    @discardableResult
    func rows(_ sql: String) throws(DriverError) -> [Row] {
        let statement = try SQLiteStatement(sql, in: handle)
        var rows: [Row] = []
        while try statement.step() { rows.append(statement.row()) }
        return rows
    }

    /// The first value of the first row as an integer.
    func integer(_ sql: String) throws(DriverError) -> Int? { try rows(sql).first?.integer(0) }

    /// Sets a switch of `sqlite3_db_config`.
    func set(_ option: Int32, _ isOn: Bool) throws(DriverError) {
        let status = martlet_sqlite3_db_config_flag(handle, option, isOn ? 1 : 0)
        guard status == SQLITE_OK else { throw DriverError(status: status, of: handle) }
    }

    /// The size of the write-ahead log in bytes; 0 if there is none.
    var logSize: Int {
        var status = stat()
        guard let name = sqlite3_db_filename(handle, "main"), let log = sqlite3_filename_wal(name),
            stat(log, &status) == 0
        else { return 0 }
        return Int(status.st_size)
    }

    private static func uri(of file: FilePath) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
        // An absolute path wants an empty host before it, or `//` at its start would be read as one.
        var uri = file.isAbsolute ? "file://" : "file:"
        for byte in file.string.utf8 {
            let hex = String(byte, radix: 16)
            uri += plain.contains(byte) ? String(Unicode.Scalar(byte)) : "%" + (byte < 16 ? "0" : "") + hex
        }
        return uri
    }
}
