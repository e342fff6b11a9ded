import Glibc
import Testing

@testable import CLI

/// Every test runs in a process of its own, whose other threads know nothing of the blocked signals; so a signal is
/// sent to the watching thread alone.
@Suite struct SignalsTests {
    @Test func theFirstSignalCallsTheHandler() async {
        await #expect(processExitsWith: .exitCode(42)) {
            Signals.watch { signal in _exit(signal == SIGTERM ? 42 : 1) }
            sendToWatcher(SIGTERM)
            sleep(10)
        }
    }

    /// A shell that runs a script looks at that: it ends the script only if SIGINT ended the command.
    @Test func theSecondSignalEndsTheProcessAsItWouldWithoutUs() async {
        await #expect(processExitsWith: .signal(SIGINT)) {
            Signals.watch { _ in }
            sendToWatcher(SIGTERM)
            waitUntilReceived()
            sendToWatcher(SIGINT)
            sleep(10)
        }
    }

    @Test func theSecondSignalEndsTheProcessWith143() async {
        await #expect(processExitsWith: .exitCode(143)) {
            Signals.watch { _ in }
            sendToWatcher(SIGINT)
            waitUntilReceived()
            sendToWatcher(SIGHUP)
            sleep(10)
        }
    }

    @Test func aLaterHandlerHearsOfTheSignalThatCame() async {
        await #expect(processExitsWith: .exitCode(42)) {
            Signals.watch { _ in }
            sendToWatcher(SIGINT)
            waitUntilReceived()
            Signals.watch { signal in _exit(signal == SIGINT ? 42 : 1) }
        }
    }

    @Test func anIgnoredSignalStaysIgnored() async {
        await #expect(processExitsWith: .exitCode(42)) {
            signal(SIGHUP, SIG_IGN)
            Signals.watch { _ in _exit(1) }
            kill(getpid(), SIGHUP)
            usleep(100_000)
            _exit(Signals.received == nil ? 42 : 2)
        }
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 143)] as [(Int32, Int32)])
    func statusesAreThoseOfShells(_ signal: Int32, _ status: Int32) {
        #expect(Signals.exitStatus(of: signal) == status)
    }
}

/// Sends a signal to the youngest thread, which is the one that watches.
private func sendToWatcher(_ signal: Int32) {
    guard let folder = opendir("/proc/self/task") else { return }
    var youngest: pid_t = 0
    while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        youngest = max(youngest, pid_t(name) ?? 0)
    }
    closedir(folder)
    // Not in Swift's view of the C library.
    typealias ThreadKill = @convention(c) (pid_t, pid_t, Int32) -> Int32
    guard let symbol = dlsym(nil, "tgkill") else { return }
    _ = unsafeBitCast(symbol, to: ThreadKill.self)(getpid(), youngest, signal)
}

private func waitUntilReceived() {
    for _ in 0..<1000 where Signals.received == nil { usleep(1000) }
}
