import TestSupport
import Testing

/// CloneGallery with a database of the test's own, worked on through its wrappers and asked with the `sqlite3` client.
final class CloneGallery {
    let folder = ScratchFolder()
    /// The project: the repository's, or a copy whose files a test may change.
    let root: String

    /// - Parameter isCopy: whether the test changes files of the project.
    init(copy isCopy: Bool = false, setUp: Bool = true) {
        let original = MartletBinary.packageRoot + "/Projects/CloneGallery"
        root = isCopy ? folder.path("project") : original
        if isCopy {
            _ = Program.run(["cp", "-aL", original, root])
            _ = Program.run(["rm", "-rf", root + "/data"])
        }
        if setUp { expectStatus(run("manage", "setup"), 0) }
    }

    var database: String { folder.path("gallery.db") }

    var environment: [String: String] {
        MartletBinary.quietEnvironment.merging([
            "MARTLET": MartletBinary.path, "CLONEGALLERY_DB": database,
            "CLONEGALLERY_BACKUPS": folder.path("backups"),
        ]) { _, new in new }
    }

    /// Runs one of the wrappers, from the test's folder.
    @discardableResult
    func run(_ wrapper: String, _ arguments: String..., input: String = "") -> ProgramResult {
        Program.run([root + "/" + wrapper] + arguments, in: folder.path, environment: environment, input: input)
    }

    /// Runs the binary on the project.
    @discardableResult
    func martlet(_ arguments: String...) -> ProgramResult {
        Program.run([MartletBinary.path, "--project", root] + arguments, in: folder.path, environment: environment)
    }

    /// Asks the client, with foreign keys enforced; what it prints, without the last line end.
    func sql(_ text: String, recursiveTriggers: Bool = false) -> String {
        let pragmas = "PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = \(recursiveTriggers ? "ON" : "OFF");\n"
        let result = Program.run(["sqlite3", "-batch", database], input: pragmas + text)
        return result.output.droppingLastLineEnd
    }

    /// Runs a script that may fail; the client's whole result.
    func attempt(_ text: String) -> ProgramResult {
        Program.run(["sqlite3", "-batch", "-bail", database], input: "PRAGMA foreign_keys = ON;\n" + text)
    }

    /// The commands that run a query of the project with these parameters; what is not named is NULL.
    func script(of query: String, _ parameters: [String: String]) -> String {
        ".parameter clear\n"
            + parameters.sorted { $0.key < $1.key }.map { ".parameter set :\($0.key) \"\($0.value)\"\n" }.joined()
            + ".read \(root)/queries/\(query).sql\n"
    }

    /// The first column of each row of a query of the project.
    func column(_ query: String, _ parameters: [String: String]) -> [String] {
        sql(script(of: query, parameters)).split(separator: "\n").map { String($0.prefix { $0 != "|" }) }
    }

    /// The SQL of a query of the project.
    func text(_ query: String) -> String { TextFile.read("\(root)/queries/\(query).sql") ?? "" }

    /// Every row but those of Martlet's own tables, as the client dumps it, in an order of its own.
    var content: String {
        Program.run(["sqlite3", "-readonly", database, ".dump --data-only %"]).output
            .split(separator: "\n").filter { !$0.contains("INTO migrations") && !$0.contains("INTO seeders") }
            .sorted().joined(separator: "\n")
    }

    /// Every object of the application, in order.
    var schema: String {
        sql(
            "SELECT type, name, sql FROM sqlite_schema WHERE tbl_name NOT IN ('migrations', 'migrations_log', 'seeders') "
                + "ORDER BY name")
    }

    /// Everything that must hold in any state of the database; nothing if it does.
    var contradictions: String {
        text("maintenance/false_counters") + "PRAGMA foreign_key_check;\nSELECT 'damaged' FROM pragma_integrity_check "
            + "WHERE integrity_check <> 'ok';\n"
    }
}
