internal import CPostgres
internal import Glibc
internal import MartletCore

/// libpq's functions.
typealias LibPQ = UnsafePointer<martlet_libpq>

/// libpq, loaded when the first database needs it.
/// - Throws: `unsupported` where it is not installed.
func loadLibPQ() throws(DriverError) -> LibPQ {
    guard let functions = martlet_libpq_load() else {
        let reason = martlet_libpq_error().map { String(cString: $0) } ?? ""
        var error = DriverError(.unsupported, "libpq, PostgreSQL's client library, cannot be loaded: \(reason)")
        error.help = "install it: apt-get install libpq5"
        throw error
    }
    return functions
}

/// Strings as C takes a list of them: one pointer each, and a last one that is null.
struct CStrings: ~Copyable {
    private let storage: UnsafeMutableBufferPointer<UnsafePointer<CChar>?>

    init(_ strings: [String]) {
        storage = .allocate(capacity: strings.count + 1)
        for (index, string) in strings.enumerated() {
            storage.initializeElement(at: index, to: strdup(string).map { UnsafePointer($0) })
        }
        storage.initializeElement(at: strings.count, to: nil)
    }

    /// The first pointer.
    var pointer: UnsafePointer<UnsafePointer<CChar>?>? { UnsafePointer(storage.baseAddress) }

    deinit {
        for pointer in storage { free(UnsafeMutablePointer(mutating: pointer)) }
        storage.deallocate()
    }
}
