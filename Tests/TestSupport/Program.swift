// The C library declares `environ` as a variable that anything could change; tests only read it.
@preconcurrency public import Glibc

/// A program run by a test: what it wrote, and how it ended.
public struct ProgramResult: Sendable, Hashable {
    /// The exit status, or 128 and the signal that ended it.
    public var status: Int32
    /// What it wrote to standard output.
    public var output: String
    /// What it wrote to standard error.
    public var error: String

    /// Both streams, for the message of a failed expectation.
    public var everything: String { "status \(status)\n--- stdout\n\(output)--- stderr\n\(error)" }
}

/// Runs other programs without a shell: the built binary, and the clients that prove what it did.
public enum Program {
    /// Runs a program to its end.
    /// - Parameters:
    ///   - arguments: The program, found on PATH, and its arguments.
    ///   - folder: The current folder of the program.
    ///   - environment: Variables set beside those of the test; an empty value removes one.
    ///   - input: What it reads from standard input.
    public static func run(
        _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:], input: String = ""
    ) -> ProgramResult {
        let output = TemporaryFile()
        let error = TemporaryFile()
        let source = TemporaryFile(input)
        guard
            let pid = spawn(
                arguments, folder: folder, environment: environment,
                streams: [source.path, output.path, error.path])
        else { return ProgramResult(status: 127, output: "", error: "cannot start \(arguments.first ?? "")") }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7f
        return ProgramResult(
            status: signal == 0 ? (status >> 8) & 0xff : 128 + signal, output: output.text, error: error.text)
    }

    /// Starts a program and does not wait for it; `nil` if it cannot be started.
    /// - Parameters:
    ///   - output: The file that its standard output goes to.
    ///   - error: The file that its standard error goes to.
    public static func start(
        _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:],
        output: String = "/dev/null", error: String = "/dev/null"
    ) -> pid_t? {
        spawn(arguments, folder: folder, environment: environment, streams: ["/dev/null", output, error])
    }

    /// Whether a program is installed.
    public static func isInstalled(_ program: String) -> Bool {
        (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":").contains {
            access("\($0)/\(program)", X_OK) == 0
        }
    }

    private static func spawn(
        _ arguments: [String], folder: String?, environment: [String: String], streams: [String]
    ) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, streams[0], O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, streams[1], O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, streams[2], O_WRONLY | O_CREAT, 0o600)
        // `env -C` changes the folder and then becomes the program, under the same process number.
        let arguments = (folder.map { ["env", "-C", $0] } ?? []) + arguments
        var argv = arguments.map { strdup($0) } + [nil]
        defer { argv.forEach { free($0) } }
        var variables = merged(environment).map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { variables.forEach { free($0) } }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        resetSignals(&attributes)
        var pid = pid_t()
        return posix_spawnp(&pid, arguments[0], &actions, &attributes, &argv, &variables) == 0 ? pid : nil
    }

    /// A child gets its signals as from a terminal, whatever the tests were started with: ignored or blocked.
    private static func resetSignals(_ attributes: inout posix_spawnattr_t) {
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ] { sigaddset(&signals, signal) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    }

    private static func merged(_ changes: [String: String]) -> [String: String] {
        var values: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let pair = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { values[String(pair[0])] = String(pair[1]) }
            next += 1
        }
        // Where `make coverage` wants the counts of a program: process numbers come again, and those of a killed program
        // are not to be added to.
        if let counts = values["LLVM_PROFILE_FILE"] {
            values["LLVM_PROFILE_FILE"] = counts.replacing("%p", with: "%p-\(UInt64.random(in: 0 ... .max))")
        }
        return values.merging(changes) { _, new in new }.filter { !$0.value.isEmpty }
    }
}

/// A file that is there while it is needed.
private final class TemporaryFile {
    let path: String

    init(_ text: String = "") {
        var template = Array("/tmp/martlet-test-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        close(descriptor)
    }

    deinit { unlink(path) }

    var text: String { TextFile.read(path) ?? "" }
}

/// Text files, read and written in one go.
public enum TextFile {
    /// The text of a file; `nil` if it cannot be read.
    public static func read(_ path: String) -> String? { bytes(path).map { String(decoding: $0, as: UTF8.self) } }

    /// The bytes of a file; `nil` if it cannot be read.
    public static func bytes(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = Glibc.read(descriptor, &chunk, chunk.count), count > 0 { bytes += chunk.prefix(count) }
        return bytes
    }

    /// Writes a file; false if that failed.
    @discardableResult
    public static func write(_ text: String, to path: String) -> Bool { write(Array(text.utf8), to: path) }

    /// Writes a file of any bytes; false if that failed.
    @discardableResult
    public static func write(_ bytes: [UInt8], to path: String) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

extension String {
    /// The text without the line ends behind it.
    public var droppingLastLineEnd: String {
        var text = self[...]
        while text.last == "\n" { text = text.dropLast() }
        return String(text)
    }
}
