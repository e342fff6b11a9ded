import Glibc

/// A buffered writer to a descriptor that never crashes the process.
///
/// After the first failure everything is dropped, and the failure can be asked for. SIGPIPE must be ignored.
final class OutputWriter {
    /// Writes some of the bytes; returns how many, or the error number.
    typealias System = (UnsafeRawBufferPointer) -> Result<Int, Failure>

    /// Why a write failed.
    struct Failure: Error, Sendable, Hashable {
        /// The number of the system's error.
        var errno: Int32

        /// What the system says about it.
        var reason: String { String(cString: strerror(errno)) }
    }

    /// The first failure, if any.
    private(set) var failure: Failure?
    private let system: System
    private let capacity: Int
    private var buffer: [UInt8] = []

    /// Makes a writer that collects `capacity` bytes before it writes; 0 writes at once.
    init(capacity: Int = 0, system: @escaping System) {
        self.capacity = capacity
        self.system = system
    }

    /// Makes a writer to a descriptor.
    convenience init(descriptor: Int32, capacity: Int = 0) {
        self.init(capacity: capacity) { bytes in
            let count = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
            return count < 0 ? .failure(Failure(errno: errno)) : .success(count)
        }
    }

    /// Adds text, and writes it when enough has come together.
    func write(_ text: String) {
        guard failure == nil else { return }
        buffer.append(contentsOf: text.utf8)
        if buffer.count > capacity { flush() }
    }

    /// Writes what was collected.
    func flush() {
        buffer.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while failure == nil, !rest.isEmpty {
                switch system(UnsafeRawBufferPointer(rebasing: rest)) {
                case .success(let count): rest = rest.dropFirst(count)
                case .failure(let error) where error.errno == EINTR: continue
                case .failure(let error) where error.errno == EAGAIN: usleep(1000)
                case .failure(let error): failure = error
                }
            }
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
