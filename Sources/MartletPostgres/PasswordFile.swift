internal import Glibc
internal import MartletCore
internal import Synchronization

/// The file that libpq takes passwords from.
///
/// One that others may read it passes over, and says so on standard error each time that it connects. A run connects
/// more than once, and once is enough.
/// Source: <https://www.postgresql.org/docs/current/libpq-pgpass.html>.
struct PasswordFile {
    private let path: String?

    private static let hasTold = Atomic(false)

    /// A name under which nothing can be: libpq looks there and says nothing.
    static let none = "/dev/null/none"

    init(_ effective: EffectiveParameters) {
        let usual = getenv("HOME").map { String(cString: $0) + "/.pgpass" }
        path = effective["passfile"] ?? usual
    }

    /// Whether it is passed over, and libpq has said so already; the first time it is about to.
    func wasToldOf() -> Bool {
        var status = stat()
        guard let path, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_mode & (S_IRWXG | S_IRWXO) != 0
        else { return false }
        return Self.hasTold.exchange(true, ordering: .relaxed)
    }
}
