import Glibc
import TestSupport
import Testing

/// `new --from-diff` that is killed between two of the files that it drafts.
@Suite struct DraftKillTests {
    private static let files = [
        "migrations/001_t.sql": """
        CREATE TABLE t (id int PRIMARY KEY, a int);
        INSERT INTO t VALUES (1, 10);
        -- ROLLBACK:
        -- DROP TABLE t;

        """,
        "want.sql": """
        CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL);
        CREATE INDEX by_a ON t (a);

        """,
    ]
    private static let draft = ["new", "more", "--from-diff", "want.sql"]

    private func drafted(_ project: ServerProject) -> Int {
        project.folder.names(in: "migrations").count { $0.contains("more") && $0.hasSuffix(".sql") }
    }

    /// A project whose draft was killed before it gave a file its name, from 1.
    private func killed(before number: Int) throws -> ServerProject {
        let project = try ServerProject.migrated(Self.files)
        let kill = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "inject=link:signal=SIGKILL:when=\(number)"]
        let result = project.martlet(under: kill, Self.draft)
        #expect(result.status == 128 + SIGKILL, "\(result.everything)")
        #expect(drafted(project) == number - 1)
        return project
    }

    /// How many files there are to draft: fewer on a server that knows `NOT NULL … NOT VALID`, from PostgreSQL 18.
    private func all() throws -> Int {
        let project = try ServerProject.migrated(Self.files)
        expectStatus(MartletBinary.run(Self.draft, in: project.folder.path), 0)
        return drafted(project)
    }

    @Test("the files that are there are whole, and the rest is drafted", arguments: [true, false])
    func goesOn(isMigratedBetween: Bool) throws {
        let count = try all()
        try #require(count > 1)
        for number in 1...count {
            let project = try killed(before: number)
            if isMigratedBetween { expectStatus(project.martlet("migrate"), 0) }
            expectStatus(MartletBinary.run(Self.draft, in: project.folder.path), 0)
            #expect(drafted(project) >= number)
            expectStatus(project.martlet("migrate"), 0)
            expectStatus(project.martlet("diff", "app", "want.sql", "--check"), 0)
            #expect(project.sql("SELECT id, a FROM t") == "1|10")
            #expect(!project.folder.names(in: "migrations").contains { $0.hasPrefix(".martlet-") })
            expectStatus(project.martlet("rollback", "--to", "001", "--yes"), 0)
            expectStatus(project.martlet("migrate"), 0)
        }
    }
}
