internal import CPostgres
internal import Glibc
internal import MartletCore

/// A program that this one runs to its end: it ends with this one, also if that is killed.
struct ChildProcess {
    /// How it ended and what it wrote.
    struct Result {
        /// The exit status, or 128 and the signal that ended it.
        var status: Int32
        /// What it wrote to standard output.
        var output: [UInt8]
        /// The beginning of what it wrote to standard error.
        var errors: String
    }

    /// What is kept of standard error; a program may complain of every row.
    private static let errorLimit = 64 << 10

    private let process: Int32
    private let streams: [Int32]

    /// Runs the program at `path` to its end.
    /// - Parameters:
    ///   - environment: variables beside those of this process; `nil` takes one away.
    ///   - cancellation: stops it.
    ///   - waiting: is done every so often while it writes nothing.
    static func run(
        _ path: String, _ arguments: [String], environment: [String: String], _ cancellation: Cancellation,
        whileWaiting waiting: WaitingWork? = nil
    ) throws(DriverError) -> Result {
        let child = try ChildProcess(path, arguments, environment)
        let number = child.process
        let handle = CancelHandle { kill(number, SIGTERM) }
        do throws(DriverError) {
            let (output, errors) = try cancellation.passing(to: handle) { () throws(DriverError) in child.drain(waiting)
            }
            return child.end(handle, output, errors)
        } catch {
            _ = child.end(handle, [], [])
            throw error
        }
    }

    private init(_ path: String, _ arguments: [String], _ environment: [String: String]) throws(DriverError) {
        let variables = ProcessEnvironment.all.merging(environment) { _, own in own }
        let argv = CStrings([path] + arguments)
        let envp = CStrings(variables.map { "\($0.key)=\($0.value)" })
        let input = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { close(input) }
        var (output, errors) = ([Int32](repeating: -1, count: 2), [Int32](repeating: -1, count: 2))
        guard pipe(&output) == 0, pipe(&errors) == 0 else { throw Self.failure(path, errno) }
        for stream in output + errors { _ = fcntl(stream, F_SETFD, FD_CLOEXEC) }
        defer {
            close(output[1])
            close(errors[1])
        }
        process = martlet_program_start(path, argv.pointer, envp.pointer, [input, output[1], errors[1]])
        streams = [output[0], errors[0]]
        guard process > 0 else {
            let reason = errno
            for stream in streams { close(stream) }
            throw Self.failure(path, reason)
        }
    }

    private static func failure(_ path: String, _ reason: Int32) -> DriverError {
        DriverError(.storage, "\(path) cannot be started: \(String(cString: strerror(reason)))")
    }

    /// Takes in what it writes until it writes no more.
    private func drain(_ waiting: WaitingWork?) -> (output: [UInt8], errors: [UInt8]) {
        var texts: [[UInt8]] = [[], []]
        var open = [true, true]
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while open.contains(true) {
            var wishes = streams.indices.map {
                pollfd(fd: open[$0] ? streams[$0] : -1, events: Int16(POLLIN), revents: 0)
            }
            let patience = waiting.map { Int32(clamping: $0.every.wholeMilliseconds) } ?? -1
            let ready = poll(&wishes, nfds_t(wishes.count), patience)
            if ready == 0 { waiting?.work() }
            guard ready > 0 else { continue }
            for index in streams.indices where wishes[index].revents != 0 {
                let count = retryingInterrupts { read(streams[index], &block, block.count) }
                if count <= 0 { open[index] = false }
                let room = index == 0 ? count : min(count, Self.errorLimit - texts[1].count)
                texts[index] += block.prefix(max(0, room))
            }
        }
        return (texts[0], texts[1])
    }

    /// Waits for its end; nobody can stop it any more, as its number is another program's soon.
    private func end(_ handle: CancelHandle, _ output: [UInt8], _ errors: [UInt8]) -> Result {
        for stream in streams { close(stream) }
        var information = siginfo_t()
        _ = retryingInterrupts { waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) }
        handle.disarm()
        var status: Int32 = 0
        _ = retryingInterrupts { waitpid(process, &status, 0) }
        let signal = status & 0x7f
        return Result(
            status: signal == 0 ? (status >> 8) & 0xff : 128 + signal, output: output,
            errors: String(decoding: errors, as: UTF8.self))
    }
}
