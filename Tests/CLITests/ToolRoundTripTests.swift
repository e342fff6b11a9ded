import TestSupport
import Testing

/// The real dbmate and sqlx, before and after Martlet: each goes on where the other one stopped.
@Suite struct ToolRoundTripTests {
    @Test(
        "what the tool began, Martlet ends, and the tool finds applied", arguments: TestedEngine.allCases,
        RealTool.allCases)
    func begunByTheTool(_ engine: TestedEngine, _ tool: RealTool) throws {
        let project = try tool.project(on: engine)
        try project.migrate(files: 1...2)
        project.write(files: 3...4)
        expectStatus(project.martlet("adopt", "--prove"), 0)
        expectStatus(project.martlet("migrate"), 0)
        #expect(try project.pending() == ["3", "4"])
        expectStatus(project.martlet("export", "--as", tool.rawValue), 0)
        #expect(try project.pending() == [])
        expect(project.martlet("export", "--as", tool.rawValue).output, contains: "all that is applied already")

        // The tool goes back, as it has been told; Martlet is told of it.
        for _ in 1...3 { try project.undo() }
        #expect(try project.pending() == ["2", "3", "4"])
        expect(project.martlet("adopt").error, contains: "\(tool.rawValue) has undone")
    }

    @Test(
        "what Martlet began, the tool ends, and Martlet finds applied", arguments: TestedEngine.allCases,
        RealTool.allCases)
    func begunByMartlet(_ engine: TestedEngine, _ tool: RealTool) throws {
        let project = try tool.project(on: engine)
        project.write(files: 1...2)
        expectStatus(project.martlet("migrate", isNew: true), 0)
        expectStatus(project.martlet("export", "--as", tool.rawValue), 0)
        try project.migrate(files: 3...4)
        #expect(project.tables == ["t1", "t2", "t3", "t4"])
        expectStatus(project.martlet("adopt", "--prove"), 0)
        expectStatus(project.martlet("status", "--check"), 0)
        expectStatus(project.martlet("rollback", "--steps", "3", "--yes"), 0)
        expectStatus(project.martlet("export", "--as", tool.rawValue), 0)
        #expect(try project.pending() == ["2", "3", "4"])
        try project.migrate(files: 1...4)
        #expect(project.tables == ["t1", "t2", "t3", "t4"])
    }

    @Test("what Martlet writes as a new file, the tool runs", arguments: TestedEngine.allCases, RealTool.allCases)
    func writtenByMartlet(_ engine: TestedEngine, _ tool: RealTool) throws {
        let project = try tool.project(on: engine)
        try project.migrate(files: 1...1)
        expectStatus(project.martlet("adopt", "--prove"), 0)
        project.base.folder.write("want.sql", "CREATE TABLE t1 (id integer);\nCREATE TABLE t2 (id integer);\n")
        expectStatus(project.martlet("new", "t2", "--from-diff", "want.sql"), 0)
        #expect(try project.pending().count == 1)
        try project.migrate(files: 1...1)
        #expect(project.tables == ["t1", "t2"])
        try project.undo()
        #expect(project.tables == ["t1"])
    }

    @Test("what the tool undoes after it was told is told too", arguments: TestedEngine.allCases, RealTool.allCases)
    func undoneAfterExport(_ engine: TestedEngine, _ tool: RealTool) throws {
        let project = try tool.project(on: engine)
        project.write(files: 1...2)
        expectStatus(project.martlet("migrate", isNew: true), 0)
        expectStatus(project.martlet("export", "--as", tool.rawValue), 0)
        try project.undo()
        expect(project.martlet("adopt").error, contains: "\(tool.rawValue) has undone")
    }

    @Test("what sqlx had left half-way, and edited, is put right in its table", arguments: TestedEngine.allCases)
    func putRight(_ engine: TestedEngine) throws {
        let project = try RealTool.sqlx.project(on: engine)
        try project.migrate(files: 1...2)
        let no = engine == .sqlite ? "0" : "false"
        _ = project.base.sql("UPDATE _sqlx_migrations SET success = \(no) WHERE version = 2")
        project.base.folder.write("migrations/0001_t1.up.sql", "CREATE TABLE t1 (id  integer);\n")
        expectStatus(project.martlet("adopt", "--done", "2", "--prove"), 0)
        expect(project.martlet("export", "--as", "sqlx").output, contains: "2 added, 2 taken out")
        try project.migrate(files: 3...3)
        #expect(project.tables == ["t1", "t2", "t3"])
    }

    @Test("a file that was edited since, sqlx and Martlet both see")
    func edited() throws {
        let project = try RealTool.sqlx.project(on: .sqlite)
        try project.migrate(files: 1...2)
        project.base.folder.write("migrations/0002_t2.up.sql", "CREATE TABLE t2 (id integer, y text);\n")
        let result = project.martlet("adopt")
        expectStatus(result, 0)
        expect(result.error, contains: "warning[edited]: 0002 t2 was edited after sqlx had applied it")
        #expect(project.base.sql("SELECT adopted_verdict FROM martlet_migrations ORDER BY id") == "matches\nedited")
        let proof = try RealTool.sqlx.project(on: .sqlite)
        try proof.migrate(files: 1...2)
        proof.base.folder.write("migrations/0002_t2.up.sql", "CREATE TABLE t2 (id integer, y text);\n")
        let refused = proof.martlet("adopt", "--prove")
        expectStatus(refused, 4)
        expect(refused.error, contains: "make another schema than the one that is there")
        #expect(!proof.base.sql("SELECT name FROM sqlite_schema").contains("martlet"))
    }
}

/// A tool that can be had from PyPI.
enum RealTool: String, CaseIterable, Sendable {
    case dbmate, sqlx

    func project(on engine: TestedEngine) throws -> RealToolProject {
        RealToolProject(self, engine, try engine.project([:]))
    }
}

/// A project that the tool and Martlet both work on.
struct RealToolProject {
    let tool: RealTool
    let engine: TestedEngine
    let base: any ProjectUnderTest

    init(_ tool: RealTool, _ engine: TestedEngine, _ base: any ProjectUnderTest) {
        (self.tool, self.engine, self.base) = (tool, engine, base)
    }

    /// Whose layout it is, the tool's table tells; without one, it is said here.
    func martlet(_ arguments: String..., isNew: Bool = false) -> ProgramResult {
        MartletBinary.run(arguments + (isNew ? ["--layout", tool.rawValue] : []), in: base.folder.path)
    }

    func write(files: ClosedRange<Int>) {
        for number in files {
            let (up, down) = ("CREATE TABLE t\(number) (id integer);\n", "DROP TABLE t\(number);\n")
            switch tool {
            case .dbmate:
                base.folder.write(
                    "migrations/\(number)_t\(number).sql", "-- migrate:up\n\(up)\n-- migrate:down\n\(down)")
            case .sqlx:
                base.folder.write("migrations/000\(number)_t\(number).up.sql", up)
                base.folder.write("migrations/000\(number)_t\(number).down.sql", down)
            }
        }
    }

    /// Has the tool apply these files, and all that there are.
    func migrate(files: ClosedRange<Int>) throws {
        write(files: files)
        switch tool {
        case .dbmate: expectStatus(try run(["--no-dump-schema", "up"]), 0)
        case .sqlx:
            if engine == .sqlite { expectStatus(try run(["database", "create"]), 0) }
            expectStatus(try run(["migrate", "run", "--source", "migrations"]), 0)
        }
    }

    /// Has the tool undo the last migration.
    func undo() throws {
        switch tool {
        case .dbmate: expectStatus(try run(["--no-dump-schema", "down"]), 0)
        case .sqlx: expectStatus(try run(["migrate", "revert", "--source", "migrations"]), 0)
        }
    }

    /// The versions that the tool takes for pending.
    func pending() throws -> [String] {
        switch tool {
        case .dbmate:
            let lines = try run(["status"]).output.split(separator: "\n")
            return lines.filter { $0.hasPrefix("[ ] ") }.map { String($0.dropFirst(4).prefix { $0 != "_" }) }
        case .sqlx:
            let lines = try run(["migrate", "info", "--source", "migrations"]).output.split(separator: "\n")
            #expect(!lines.contains { $0.contains("different") }, "\(lines)")
            return lines.filter { $0.contains("/pending") }.map { String($0.prefix { $0 != "/" }) }
        }
    }

    private func run(_ arguments: [String]) throws -> ProgramResult {
        let program = try PythonTools.path(tool.rawValue)
        let folder = tool == .dbmate ? ["--migrations-dir", "migrations"] : []
        return Program.run(
            [program] + folder + arguments, in: base.folder.path, environment: ["DATABASE_URL": url, "NO_COLOR": "1"])
    }

    private var url: String {
        guard let server = base as? ServerProject else { return "sqlite:app.db" }
        let (cluster, name) = (server.database.cluster, server.database.name)
        let socket = cluster.socketFolder.replacing("/", with: "%2F")
        return tool == .dbmate
            ? "postgres://\(PostgresCluster.superuser)@/\(name)?socket=\(cluster.socketFolder)&port=\(cluster.port)&sslmode=disable"
            : "postgres://\(PostgresCluster.superuser)@\(socket):\(cluster.port)/\(name)"
    }

    /// The tables that the files have made.
    var tables: [String] {
        base.sql(
            engine == .sqlite
                ? "SELECT name FROM sqlite_schema WHERE name LIKE 't_' ORDER BY 1"
                : "SELECT relname FROM pg_class WHERE relname LIKE 't_' ORDER BY 1"
        ).split(separator: "\n").map(String.init)
    }
}
