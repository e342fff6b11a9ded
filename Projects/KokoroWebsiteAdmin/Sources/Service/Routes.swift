internal import KokoroWebsiteAdmin
internal import Martlet

/// What the service answers to which path.
struct Routes: Sendable {
    private let templates: TemplateList

    init(_ templates: TemplateList) { self.templates = templates }

    /// The answer to a request.
    func answer(_ method: String, _ path: String) -> HTTPResponse {
        guard ["/health", "/templates"].contains(path) else {
            return HTTPResponse(status: 404, body: #"{"error": "not found"}"#)
        }
        guard method == "GET" || method == "HEAD" else {
            return HTTPResponse(status: 405, body: #"{"error": "method not allowed"}"#, allowed: "GET, HEAD")
        }
        do throws(MartletError) {
            if path == "/templates" { return HTTPResponse(status: 200, body: try templates.activeAsJSON()) }
            try templates.checkDatabase()
            return HTTPResponse(status: 200, body: #"{"status": "ok"}"#)
        } catch {
            // The reason names hosts and roles: it is for the log, not for everybody.
            Service.say("\(path): \(error)")
            return HTTPResponse(status: 503, body: #"{"error": "the database does not answer"}"#)
        }
    }
}
