import Glibc
import TestSupport
import Testing

/// The service of KokoroWebsiteAdmin, started in the background; it ends with the value.
final class WebsiteAdminService {
    static let path = MartletBinary.buildFolder + "/kokoro-website-admin"

    /// It goes with its database.
    private let project: ServerProjectCopy
    private let pid: Int32
    private let log: String
    private var isEnded = false

    /// Starts it on a free port, in a copy of the project.
    init(_ project: ServerProjectCopy, log name: String = "service.log", _ arguments: [String] = []) {
        self.project = project
        log = project.folder.path(name)
        pid =
            Program.start(
                [Self.path, "--host", "127.0.0.1", "--port", "0"] + arguments, in: project.root,
                environment: project.environment, error: log) ?? -1
    }

    deinit { if !isEnded { ChildProcess.end(pid) } }

    /// What it has said.
    var said: String { TextFile.read(log) ?? "" }

    /// Where it listens: `http://127.0.0.1:41234`; waits until it does.
    func address() throws -> String {
        #expect(ChildProcess.waitUntil { said.contains("listening on ") }, "\(said)")
        let line = try #require(said.split(separator: "\n").last { $0.contains("listening on ") }, "\(said)")
        return String(line.split(separator: " ").last ?? "")
    }

    /// Asks it: the status, the type of the content, and the body, a line each.
    /// - Parameter bodySize: how many bytes are sent along.
    func ask(_ path: String, _ method: String = "GET", bodySize: Int = 0) throws -> String {
        let script = """
            import sys, urllib.request, urllib.error
            url, method, size = sys.argv[1:]
            request = urllib.request.Request(url, method=method, data=b'x' * int(size) or None)
            try:
                answer = urllib.request.urlopen(request, timeout=20)
            except urllib.error.HTTPError as error:
                answer = error
            print(answer.status, answer.headers["Content-Type"], answer.read().decode().strip(), sep="\\n")
            """
        return Program.run(["python3", "-c", script, try address() + path, method, String(bodySize)]).everything
    }

    /// Sends a signal, and waits for the end: the exit status.
    func end(_ signal: Int32) -> Int32 {
        ChildProcess.signal(pid, signal)
        return wait()
    }

    /// Waits for the end: the exit status.
    func wait() -> Int32 {
        isEnded = true
        return ChildProcess.wait(pid)
    }
}
