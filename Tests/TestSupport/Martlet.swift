public import Glibc

/// The built program, as a user runs it.
public enum MartletBinary {
    /// Where it is: `MARTLET_BINARY`, else beside the tests that run.
    public static let path: String = {
        if let given = getenv("MARTLET_BINARY") { return String(cString: given) }
        return buildFolder + "/martlet"
    }()

    /// The root of the package.
    public static let packageRoot: String = {
        var parts = #filePath.split(separator: "/").dropLast(3)
        parts = parts.isEmpty ? [] : parts
        return "/" + parts.joined(separator: "/")
    }()

    /// Where the tests and what was built with them are.
    public static let buildFolder: String = {
        // Tests run inside `<build>/<triple>/debug/martletPackageTests.xctest`.
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = String(decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return own.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
    }()

    /// Runs it.
    ///
    /// Variables that would colour or redirect it are taken away first.
    /// - Parameter wrapper: a program that runs it under other conditions: `["prlimit", "--nofile=5"]`.
    public static func run(
        _ arguments: [String], in folder: String, under wrapper: [String] = [], environment: [String: String] = [:],
        input: String = ""
    ) -> ProgramResult {
        Program.run(
            wrapper + [path] + arguments, in: folder, environment: quietEnvironment.merging(environment) { $1 },
            input: input)
    }

    /// Starts it and does not wait.
    public static func start(
        _ arguments: [String], in folder: String, environment: [String: String] = [:], output: String = "/dev/null",
        error: String = "/dev/null"
    ) -> pid_t? {
        Program.start(
            [path] + arguments, in: folder, environment: quietEnvironment.merging(environment) { $1 }, output: output,
            error: error)
    }

    /// Variables that keep it from being coloured, redirected or different on each machine; an empty one is taken away.
    public static let quietEnvironment = [
        "DATABASE_URL": "", "FORCE_COLOR": "", "NO_COLOR": "", "COLUMNS": "100", "MARTLET_PROJECT": "",
        "MARTLET_ENVIRONMENT": "", "SWIFT_BACKTRACE": "enable=no", "USER": "tester",
    ]
}

/// The `sqlite3` client: the second opinion on everything Martlet says it did.
public enum SQLiteClient {
    /// Runs SQL and returns what the client prints, columns separated by `|`.
    public static func query(_ database: String, _ sql: String) -> String {
        let result = Program.run(["sqlite3", "-bail", "-batch", database], input: sql)
        return result.status == 0 ? result.output : result.everything
    }

    /// Loads a script; the whole result.
    public static func load(_ database: String, _ script: String) -> ProgramResult {
        Program.run(["sqlite3", "-bail", "-batch", database], input: script)
    }
}
