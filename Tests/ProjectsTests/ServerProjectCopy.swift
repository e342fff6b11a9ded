import TestSupport
import Testing

/// A project of this repository in a copy of the test's own, with a role and a database of its own names, both missing.
final class ServerProjectCopy {
    let folder = ScratchFolder()
    /// The copy of the project.
    let root: String
    /// The role, and the database of the same name.
    let name: String
    let cluster: PostgresCluster
    /// What its programs are run with, beside the variables of the test.
    let environment: [String: String]

    /// - Parameters:
    ///   - server: the server, if it is not the one that all tests share.
    ///   - namesOfTheProject: leaves role and database those that the project's files name, on a server of its own.
    init(
        _ project: String, on server: PostgresCluster? = nil, namesOfTheProject: Bool = false,
        _ more: [String: String] = [:]
    ) throws {
        cluster = try server ?? PostgresCluster.shared()
        name = FreshDatabase.newName()
        root = folder.path("project")
        _ = Program.run(["cp", "-aL", MartletBinary.packageRoot + "/Projects/" + project, root])
        environment = MartletBinary.quietEnvironment.merging([
            "MARTLET": MartletBinary.path, "PGHOST": cluster.socketFolder, "PGPORT": cluster.port,
            "PGUSER": namesOfTheProject ? "" : name, "PGDATABASE": namesOfTheProject ? "" : name,
            "PATH": cluster.programs + ":/usr/local/bin:/usr/bin:/bin",
        ]) { _, new in new }.merging(more) { _, new in new }
    }

    deinit {
        _ = cluster.psql("postgres", "DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
        _ = cluster.psql("postgres", "DROP ROLE IF EXISTS \(name)")
    }

    /// Makes role and database, as an administrator would.
    func createDatabase() {
        expectStatus(cluster.psql("postgres", "CREATE ROLE \(name) LOGIN"), 0)
        expectStatus(cluster.psql("postgres", "CREATE DATABASE \(name) OWNER \(name)"), 0)
    }

    /// Runs a program in the project.
    @discardableResult
    func run(_ arguments: String..., environment more: [String: String] = [:]) -> ProgramResult {
        run(arguments, environment: more)
    }

    /// Runs a program in the project.
    @discardableResult
    func run(_ arguments: [String], environment more: [String: String] = [:]) -> ProgramResult {
        Program.run(arguments, in: root, environment: environment.merging(more) { _, new in new })
    }

    /// Runs the binary in the project.
    @discardableResult
    func martlet(_ arguments: String...) -> ProgramResult {
        Program.run([MartletBinary.path] + arguments, in: root, environment: environment)
    }

    /// Asks `psql` as the project's role: values alone, with `|` between columns.
    func sql(_ text: String) -> String { cluster.psql(name, text, as: name).output.droppingLastLineEnd }

    /// The application's objects, a line each, as the catalogue has them.
    var description: String { file("describe.sql").output }

    /// Runs a script of `Tests/Fixtures/projects` with `psql`; it ends at the first error.
    func file(_ script: String) -> ProgramResult {
        let path = MartletBinary.packageRoot + "/Tests/Fixtures/projects/" + script
        return run("psql", "-XqAt", "--set=ON_ERROR_STOP=1", "--file=\(path)")
    }

    /// What the objects have to be.
    static func expectedDescription(_ project: String) -> String {
        TextFile.read(MartletBinary.packageRoot + "/Tests/Fixtures/projects/\(project).txt") ?? "no such file"
    }
}
