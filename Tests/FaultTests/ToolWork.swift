import TestSupport
import Testing

/// A history of dbmate that is taken over, or written back: all of it, or nothing.
struct ToolWork: FaultWork {
    let row = "A1"
    var command: [String]
    /// A query that tells how much is done: `none` or `all`.
    var progress: String
    /// What is said when it is done.
    var claim: String
    var isMigrated = false

    var description: String { "\(command[0]) of a history of dbmate" }

    static let all = [
        ToolWork(
            command: ["adopt"],
            // The tables come with what is in them.
            progress: """
                SELECT CASE count(*) WHEN 0 THEN 'none' WHEN 3 THEN 'all' ELSE count(*) END FROM sqlite_schema
                WHERE type = 'table' AND name LIKE 'martlet%'
                """, claim: "taken over"),
        ToolWork(
            command: ["export", "--as", "dbmate"],
            progress: """
                SELECT CASE group_concat(version) WHEN '1' THEN 'none' WHEN '1,2,3' THEN 'all' ELSE 'some' END
                FROM (SELECT version FROM schema_migrations ORDER BY version)
                """, claim: "2 added", isMigrated: true),
    ]

    private static let files = Dictionary(
        uniqueKeysWithValues: (1...3).map { number in
            let text = "-- migrate:up\nCREATE TABLE t\(number) (x);\n-- migrate:down\nDROP TABLE t\(number);\n"
            return ("migrations/\(number)_t.sql", text)
        })

    func prepare() -> ScratchProject {
        let project = ScratchProject(Self.files)
        if isMigrated { expectStatus(project.martlet("migrate"), 0) }
        _ = project.sql(
            """
            CREATE TABLE schema_migrations (version varchar(128) primary key);
            INSERT INTO schema_migrations VALUES \(isMigrated ? "('1')" : "('1'), ('2'), ('3')");
            """)
        return project
    }

    func problem(in folder: String, said: String, isComplete: Bool, asking client: @escaping SQLClient) -> String? {
        let found = client(folder + "/app.db", progress + "; PRAGMA integrity_check")
        let isDone = found == "all\nok\n"
        if isDone, !isMigrated {
            let rows = client(folder + "/app.db", "SELECT count(*) FROM martlet_migrations")
            if rows != "3\n" { return "the history has \(rows)" }
        }
        if isDone || found == "none\nok\n" && !isComplete && !said.contains(claim) { return nil }
        return "it is \(found)"
    }

    func falseClaims(of result: ProgramResult, in folder: String) -> [String] { [] }

    func problemFinishing(in folder: String) -> String? {
        let next = MartletBinary.run(command, in: folder)
        if next.status != 0 { return next.everything }
        return problem(in: folder, said: "", isComplete: true, asking: SQLiteClient.query)
    }
}
