@preconcurrency import Glibc

/// Runs other programs, to hear what they think of generated files.
enum Child {
    struct Result {
        var status: Int32
        var output: String
    }

    /// Whether a program is installed.
    static func isInstalled(_ program: String) -> Bool {
        (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":").contains {
            access("\($0)/\(program)", X_OK) == 0
        }
    }

    /// Runs a program with standard output and error in one; `nil` if it cannot be started.
    static func run(_ arguments: [String]) -> Result? {
        var pipes: [Int32] = [0, 0]
        guard pipe(&pipes) == 0 else { return nil }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, pipes[1], 1)
        posix_spawn_file_actions_adddup2(&actions, pipes[1], 2)
        posix_spawn_file_actions_addclose(&actions, pipes[0])
        var argv = arguments.map { strdup($0) } + [nil]
        defer { argv.forEach { free($0) } }
        var pid = pid_t()
        let failed = posix_spawnp(&pid, arguments[0], &actions, nil, &argv, environ) != 0
        close(pipes[1])
        defer { close(pipes[0]) }
        guard !failed else { return nil }
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while case let count = read(pipes[0], &chunk, chunk.count), count > 0 { output += chunk.prefix(count) }
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        return Result(status: (status >> 8) & 0xFF, output: String(decoding: output, as: UTF8.self))
    }

    /// Calls `body` with the path of a file that holds `text`, and removes it afterwards.
    static func withFile<Value>(_ text: String, _ body: (String) throws -> Value) throws -> Value {
        var template = Array("/tmp/martlet-test-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        let writer = OutputFile(descriptor: descriptor)
        writer.write(text)
        return try body(path)
    }
}

/// Writes a whole text to a descriptor and closes it.
private struct OutputFile {
    let descriptor: Int32

    func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        close(descriptor)
    }
}
