internal import Glibc
internal import Synchronization

/// Stands between a client and a server, and cuts a connection at one message.
///
/// It listens on a Unix socket in a folder of its own, as a server would.
public final class PostgresProxy: Sendable {
    /// Where a connection is cut, counted over all connections from 1.
    public enum Cut: Sendable, Hashable, CustomStringConvertible {
        /// Nowhere.
        case never
        /// The server's answer does not arrive any more: neither this message nor what follows it.
        case answer(Int)
        /// The client's message arrives at the server, and the connection is gone.
        case request(Int)
        /// The same, of those that have a text in them.
        case requestWith(String, Int)

        /// Which one.
        public var description: String {
            switch self {
            case .never: "nowhere"
            case .answer(let number): "before the server's message \(number)"
            case .request(let number): "behind the client's message \(number)"
            case .requestWith(let text, let number): "behind message \(number) with \(text)"
            }
        }
    }

    private struct State {
        var cut = Cut.never
        var answers = 0
        var requests = 0
        var found = 0
        var isClosed = false
    }

    private let folder = ScratchFolderPath()
    private let upstream: String
    private let listener: Int32
    private let state = Mutex(State())

    /// The folder of its socket, which is its `host`.
    public var socketFolder: String { folder.path }

    /// Starts it.
    public init(_ cluster: PostgresCluster) throws {
        upstream = cluster.socketFolder + "/.s.PGSQL." + cluster.port
        listener = UnixSocket.make()
        guard UnixSocket.bind(listener, folder.path + "/.s.PGSQL.5432"), listen(listener, 64) == 0 else {
            throw PostgresStartFailed(reason: "the proxy cannot listen: \(String(cString: strerror(errno)))")
        }
        let (listener, upstream) = (listener, upstream)
        inAThread { [weak self] in
            while true {
                let client = accept(listener, nil, nil)
                _ = fcntl(client, F_SETFD, FD_CLOEXEC)
                guard client >= 0 else { return }
                guard let self else {
                    close(client)
                    return
                }
                let server = UnixSocket.make()
                guard UnixSocket.connect(server, upstream) else {
                    close(client)
                    close(server)
                    continue
                }
                inAThread { Link(client: client, server: server, proxy: self).run() }
            }
        }
    }

    deinit { stop() }

    /// Lets nobody in any more.
    public func stop() {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard isFirst else { return }
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        _ = Program.run(["rm", "-rf", folder.path])
    }

    /// The URL of a database behind it.
    public func url(_ database: String) -> String {
        "postgres://\(PostgresCluster.superuser)@/\(database)?host=\(folder.path)"
    }

    /// Counts anew from now on, and cuts once where it is said.
    public func cut(_ cut: Cut) { state.withLock { $0 = State(cut: cut) } }

    /// How many messages went each way since then.
    public var counts: (requests: Int, answers: Int) { state.withLock { ($0.requests, $0.answers) } }

    fileprivate func isCut(behindRequest message: [UInt8]) -> Bool {
        state.withLock { state in
            state.requests += 1
            guard case .requestWith(let text, let number) = state.cut else {
                return state.cut == .request(state.requests)
            }
            if String(decoding: message, as: UTF8.self).contains(text) { state.found += 1 }
            // A statement with values is run when the message that ends it has come.
            let isRun = message.first == UInt8(ascii: "Q") || message.first == UInt8(ascii: "S")
            guard state.found == number, isRun else { return false }
            state.cut = .never
            return true
        }
    }

    fileprivate func isCutBeforeAnswer() -> Bool {
        state.withLock { state in
            state.answers += 1
            return state.cut == .answer(state.answers)
        }
    }
}

/// One connection through the proxy.
private struct Link {
    let client: Int32
    let server: Int32
    let proxy: PostgresProxy

    func run() {
        // The first message of a client has no letter before its length.
        var requests = MessageStream(isStarting: true)
        var answers = MessageStream(isStarting: false)
        var polls = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        defer {
            close(client)
            close(server)
        }
        while poll(&polls, 2, -1) >= 0 || errno == EINTR {
            if polls[0].revents != 0 {
                guard let bytes = receive(client) else { return }
                for message in requests.take(bytes) {
                    guard sendAll(server, message) else { return }
                    if proxy.isCut(behindRequest: message) { return }
                }
            }
            if polls[1].revents != 0 {
                guard let bytes = receive(server) else { return }
                for message in answers.take(bytes) {
                    if proxy.isCutBeforeAnswer() { return }
                    guard sendAll(client, message) else { return }
                }
            }
        }
    }

    private func receive(_ descriptor: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer.prefix(count)) : nil
    }

    private func sendAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

/// Bytes as the messages that they are.
///
/// Source: <https://www.postgresql.org/docs/current/protocol-message-formats.html>.
private struct MessageStream {
    private var pending: [UInt8] = []
    private var isStarting: Bool

    init(isStarting: Bool) { self.isStarting = isStarting }

    /// Whole messages; what is left waits for more.
    mutating func take(_ bytes: [UInt8]) -> [[UInt8]] {
        pending += bytes
        var messages: [[UInt8]] = []
        while true {
            let head = isStarting ? 0 : 1
            guard pending.count >= head + 4 else { return messages }
            let length = pending[head..<head + 4].reduce(0) { $0 << 8 | Int($1) } + head
            guard pending.count >= length else { return messages }
            messages.append(Array(pending.prefix(length)))
            pending.removeFirst(length)
            isStarting = false
        }
    }
}

/// A folder for a socket, whose path is short.
private struct ScratchFolderPath: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/martlet-proxy-XXXXXX".utf8CString)
        path =
            mkdtemp(&template) == nil
            ? "/tmp" : String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// Sockets that have a path.
private enum UnixSocket {
    /// A new one, which no program has that is started meanwhile: it would keep the connection open.
    static func make() -> Int32 { socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0) }

    static func bind(_ descriptor: Int32, _ path: String) -> Bool {
        withAddress(path) { Glibc.bind(descriptor, $0, $1) == 0 }
    }

    static func connect(_ descriptor: Int32, _ path: String) -> Bool {
        withAddress(path) { Glibc.connect(descriptor, $0, $1) == 0 }
    }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Bool) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { field in
            field.copyBytes(from: path.utf8.prefix(field.count - 1))
        }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
