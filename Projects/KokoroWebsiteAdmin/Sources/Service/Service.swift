internal import Glibc
internal import KokoroWebsiteAdmin
internal import Martlet

/// The Website Admin service: initialises its database, then answers until a signal ends it.
@main enum Service {
    static func main() {
        // Before there is any other thread, so that all of them leave the signals to this one.
        let signals = TerminationSignals()
        let options: ServiceOptions
        do throws(ServiceError) {
            options = try ServiceOptions(Array(CommandLine.arguments.dropFirst()), environment: ProcessEnvironment.all)
        } catch {
            say(error.message)
            exit(error.status)
        }
        if options.asksForHelp {
            print(ServiceOptions.usage)
            exit(0)
        }
        // Not on this thread, which waits.
        let work = Task.detached { exit(await run(options)) }
        signals.wait()
        work.cancel()
        // What runs is undone, or answered; whoever cannot wait for that sends another one.
        exit(128 + signals.wait())
    }

    /// Does all of it, until the task is cancelled.
    /// - Returns: The exit status: Martlet's own if the database cannot be initialised.
    private static func run(_ options: ServiceOptions) async -> Int32 {
        do {
            let engine = try Engine(project: options.project)
            try await initDB(engine)
            try await initData(engine)
            let routes = Routes(try TemplateList(of: engine))
            let listener = try ListeningSocket(host: options.host, port: options.port)
            let server = try HTTPServer(on: listener) { routes.answer($0, $1) }
            say("listening on http://\(listener.address)")
            while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
            server.stop()
            say("stopped")
            return 0
        } catch let error as ServiceError {
            say(error.message)
            return error.status
        } catch let error as MartletError {
            say(error.description)
            return error.exitStatus.rawValue
        } catch {
            say("\(error)")
            return ExitStatus.internalFault.rawValue
        }
    }

    /// Tells whoever runs the service.
    static func say(_ text: String) {
        // One write: what several threads say does not mix.
        let line = Array("kokoro-website-admin: \(text)\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
    }
}

/// The signals that end the service, for one thread to wait for.
private struct TerminationSignals {
    private var signals = sigset_t()

    /// Keeps them from ending the process; threads that are started later do so too.
    init() {
        sigemptyset(&signals)
        for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&signals, signal) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Waits for one.
    /// - Returns: Its number.
    @discardableResult
    func wait() -> Int32 {
        var signals = signals
        var signal: Int32 = 0
        while sigwait(&signals, &signal) != 0 {}
        return signal
    }
}
