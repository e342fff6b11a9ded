public import Glibc
internal import Testing

/// Another program that has a database open: Python's `sqlite3`, which does with it what a script says.
public final class PythonHolder {
    /// Its process.
    public let process: pid_t
    private var isRunning = true

    /// Starts it in the project's folder and waits until the script has gone through.
    /// - Parameters:
    ///   - script: what is done with `db`, a connection in autocommit mode to `app.db`, and `time`.
    ///   - afterwards: what is done then; nothing for a minute, if nothing is said.
    ///   - arguments: what else stands in its command line.
    public init(
        _ project: ScratchProject, _ script: String, afterwards: String = "time.sleep(60)", arguments: [String] = []
    ) {
        let text = """
            import os, sqlite3, sys, threading, time
            db = sqlite3.connect('app.db', isolation_level=None)
            \(script)
            open('held', 'w').close()
            \(afterwards)
            """
        project.folder.remove("held")
        process = Program.start(["python3", "-c", text] + arguments, in: project.folder.path) ?? -1
        #expect(ChildProcess.waitUntil { project.folder.has("held") })
        project.folder.remove("held")
    }

    /// Waits for its end; its exit status.
    @discardableResult
    public func wait() -> Int32 {
        isRunning = false
        return ChildProcess.wait(process)
    }

    /// Kills it.
    public func kill() {
        guard isRunning else { return }
        ChildProcess.signal(process, SIGKILL)
        wait()
    }

    deinit { kill() }
}
