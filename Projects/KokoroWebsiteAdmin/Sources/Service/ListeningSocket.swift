internal import Glibc

/// A TCP socket that listens.
struct ListeningSocket {
    /// The socket; whoever answers on it closes it.
    let descriptor: Int32
    /// Where it listens, `127.0.0.1:8001`.
    let address: String

    /// Listens.
    /// - Parameters:
    ///   - host: An address of this machine; `0.0.0.0` and `::` stand for all.
    ///   - port: 0 takes one that is free.
    /// - Throws: If there is no such address, or the port is taken.
    init(host: String, port: UInt16) throws(ServiceError) {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, String(port), &hints, &found)
        defer { freeaddrinfo(found) }
        guard status == 0, let place = found?.pointee else {
            throw ServiceError("--host \(host): \(String(cString: gai_strerror(status)))", status: 2)
        }
        let type = place.ai_socktype | Int32(SOCK_CLOEXEC.rawValue)
        descriptor = socket(place.ai_family, type, place.ai_protocol)
        var one: Int32 = 1
        // Or a service that starts again would wait for the connections of the last one.
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        guard descriptor >= 0, bind(descriptor, place.ai_addr, place.ai_addrlen) == 0,
            listen(descriptor, SOMAXCONN) == 0
        else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw ServiceError("cannot listen on \(Self.shown(host, "\(port)")): \(reason)", status: 1)
        }
        address = Self.shown(host, Self.port(of: descriptor) ?? "\(port)")
    }

    private static func shown(_ host: String, _ port: String) -> String {
        (host.contains(":") ? "[\(host)]" : host) + ":" + port
    }

    private static func port(of descriptor: Int32) -> String? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        var text = [CChar](repeating: 0, count: Int(NI_MAXSERV))
        let status = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                getsockname(descriptor, address, &size) == 0
                    ? getnameinfo(address, size, nil, 0, &text, socklen_t(text.count), NI_NUMERICSERV) : -1
            }
        }
        return status == 0
            ? String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }
}
