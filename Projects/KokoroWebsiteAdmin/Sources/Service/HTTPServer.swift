internal import CMicroHTTPD
internal import Glibc

/// What a request gets.
struct HTTPResponse: Sendable {
    /// The status code.
    var status: UInt32
    /// The body, JSON.
    var body: String
    /// The methods that are allowed, where the one that was used is not.
    var allowed: String?
}

/// A server of JSON, which answers each connection on a thread of its own.
final class HTTPServer {
    /// What answers a request, by its method and path.
    typealias Handler = @Sendable (_ method: String, _ path: String) -> HTTPResponse

    /// The answers, in an object that C can hold.
    private final class Answers: Sendable {
        let handler: Handler
        init(_ handler: @escaping Handler) { self.handler = handler }
    }

    private static let connectionLimit: UInt32 = 64
    private static let idleSeconds: UInt32 = 30

    private let daemon: OpaquePointer
    // What the callbacks point to: it has to live as long as the daemon.
    private let answers: Answers

    /// Starts to answer.
    /// - Throws: If the library cannot start.
    init(on listener: ListeningSocket, _ handler: @escaping Handler) throws(ServiceError) {
        answers = Answers(handler)
        let daemon = martlet_MHD_start(
            listener.descriptor, Self.connectionLimit, Self.idleSeconds,
            { context, connection, path, method, _, _, uploadSize, state in
                guard let context, let connection, let path, let method, let uploadSize, let state else { return .NO }
                // The first call has the head alone; then come pieces of a body, until there are no more.
                if state.pointee == nil {
                    state.pointee = context
                    return .YES
                }
                if uploadSize.pointee > 0 {
                    uploadSize.pointee = 0
                    return .YES
                }
                let answers = Unmanaged<Answers>.fromOpaque(context).takeUnretainedValue()
                let response = answers.handler(String(cString: method), String(cString: path))
                return HTTPServer.send(response, over: connection)
            }, Unmanaged.passUnretained(answers).toOpaque())
        guard let daemon else {
            throw ServiceError("cannot answer on \(listener.address)", status: 1)
        }
        self.daemon = daemon
    }

    /// Answers what has begun, and ends.
    func stop() { MHD_stop_daemon(daemon) }

    private static func send(_ response: HTTPResponse, over connection: OpaquePointer) -> MHD_Result {
        var body = Array((response.body + "\n").utf8)
        guard let message = MHD_create_response_from_buffer(body.count, &body, .RESPMEM_MUST_COPY) else {
            return .NO
        }
        defer { MHD_destroy_response(message) }
        MHD_add_response_header(message, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json")
        MHD_add_response_header(message, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store")
        if let allowed = response.allowed { MHD_add_response_header(message, MHD_HTTP_HEADER_ALLOW, allowed) }
        return MHD_queue_response(connection, response.status, message)
    }
}
