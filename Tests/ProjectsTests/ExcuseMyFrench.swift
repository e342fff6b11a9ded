import TestSupport
import Testing

/// ExcuseMyFrench in a copy of the test's own, worked on through its wrappers and asked with `sqlite3` and Python.
final class ExcuseMyFrench {
    let folder = ScratchFolder()
    /// The copy of the project.
    let root: String

    static let original = MartletBinary.packageRoot + "/Projects/ExcuseMyFrench"
    static let databases = ["trends", "metrics", "image_library"]

    /// What is done with the copy before the test begins.
    enum State { case untouched, created, seeded, atVersionOne }

    init(_ state: State = .untouched) {
        root = folder.path("project")
        _ = Program.run(["cp", "-aL", Self.original, root])
        _ = Program.run(["rm", "-rf", root + "/data"])
        switch state {
        case .untouched: break
        case .created: expectStatus(initialize(), 0)
        case .seeded: expectStatus(initialize("--seed"), 0)
        case .atVersionOne: expectStatus(martlet("migrate", "--to", "001"), 0)
        }
    }

    let environment = MartletBinary.quietEnvironment.merging([
        "MARTLET": MartletBinary.path, "TRENDS_DB_PATH": "", "METRICS_DB_PATH": "", "IMAGE_LIBRARY_DB_PATH": "",
    ]) { _, new in new }

    /// The file of a database, where it is unless something else is said.
    func path(_ database: String) -> String { root + "/data/\(database).db" }

    /// Names in a folder of the project.
    func names(_ name: String) -> [String] { folder.names(in: "project/" + name) }

    // MARK: Commands

    /// Runs `scripts/init_databases` in the project.
    @discardableResult
    func initialize(_ arguments: String..., environment more: [String: String] = [:]) -> ProgramResult {
        run([root + "/scripts/init_databases"] + arguments, environment: more)
    }

    /// Runs the binary in the project.
    @discardableResult
    func martlet(_ arguments: String..., environment more: [String: String] = [:]) -> ProgramResult {
        run([MartletBinary.path] + arguments, environment: more)
    }

    /// Runs a program in the project.
    @discardableResult
    func run(_ arguments: [String], environment more: [String: String] = [:], input: String = "") -> ProgramResult {
        Program.run(arguments, in: root, environment: environment.merging(more) { $1 }, input: input)
    }

    /// Runs shell commands as they stand in the README: `martlet` is on PATH.
    func shell(_ commands: String) -> ProgramResult {
        let folder = MartletBinary.path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
        return run(["bash", "-euo", "pipefail", "-c", "PATH='\(folder)':$PATH\n\(commands)"])
    }

    // MARK: Questions

    /// Asks the client, with foreign keys enforced; what it prints, without the last line end.
    func sql(_ database: String, _ text: String, recursiveTriggers: Bool = false) -> String {
        let pragmas = "PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = \(recursiveTriggers ? "ON" : "OFF");\n"
        let result = Program.run(["sqlite3", "-batch", path(database)], input: pragmas + text)
        return result.output.droppingLastLineEnd
    }

    /// Runs a script that may fail; the client's whole result.
    func attempt(_ database: String, _ text: String) -> ProgramResult {
        Program.run(["sqlite3", "-batch", "-bail", path(database)], input: "PRAGMA foreign_keys = ON;\n" + text)
    }

    /// Runs a Python program in the project.
    func python(_ program: String, _ arguments: String...) -> ProgramResult {
        run(["python3", "-c", program] + arguments)
    }

    /// Every row but those of Martlet's own tables, as the client dumps it.
    func content(_ database: String) -> String {
        Program.run(["sqlite3", "-readonly", path(database), ".dump --data-only %"]).output
            .split(separator: "\n").filter { !$0.contains("INTO martlet_") && !$0.contains("sqlite_sequence") }
            .sorted().joined(separator: "\n")
    }

    /// The rows of all three.
    var content: String { Self.databases.map(content).joined(separator: "\n--\n") }

    /// Every object of the application, in order.
    func schema(_ database: String) -> String {
        sql(
            database,
            "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE tbl_name NOT LIKE 'martlet\\_%' ESCAPE '\\' "
                + "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")
    }

    /// The versions that are applied, the oldest first.
    func versions(_ database: String) -> String {
        sql(
            database,
            "SELECT group_concat(version) FROM (SELECT version FROM martlet_migrations WHERE success ORDER BY 1)")
    }

    /// The fenced blocks of a language in the README that hold a text.
    func blocks(_ language: String, with part: String) -> [String] {
        let readme = TextFile.read(root + "/README.md") ?? ""
        return readme.split(separator: "```\(language)\n").dropFirst()
            .map { $0.split(separator: "```", maxSplits: 1, omittingEmptySubsequences: false)[0] }
            .filter { $0.contains(part) }.map(String.init)
    }
}
