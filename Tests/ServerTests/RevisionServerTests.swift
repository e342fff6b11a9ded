import TestSupport
import Testing

/// Folders of revisions on a PostgreSQL server.
@Suite struct RevisionServerTests {
    private static func revision(_ id: String, _ parents: String = "", _ reads: [String] = []) -> (String, String) {
        let header = "-- Revision: \(id)\n" + (parents.isEmpty ? "" : "-- Parent: \(parents)\n")
        let columns = reads.map { ", \($0) int REFERENCES \($0)" }.joined()
        return (
            "migrations/\(id)_x.sql",
            "\(header)CREATE TABLE \(id) (id int PRIMARY KEY\(columns));\n-- ROLLBACK:\n-- DROP TABLE \(id);\n"
        )
    }

    /// Two branches on `a`, and what merges them; each table refers to those of its parents.
    private static let diamond = Dictionary(uniqueKeysWithValues: [
        revision("a"), revision("zb", "a", ["a"]), revision("c", "a", ["a"]), revision("c2", "c", ["c"]),
        revision("d", "zb, c2", ["zb", "c2"]), revision("e", "d", ["d"]),
    ])

    private func tables(_ project: ServerProject) -> String {
        project.sql(
            "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relkind = 'r' AND relname !~ '^martlet_' AND relnamespace = 'public'::regnamespace"
        )
    }

    @Test func forwardsAndBackwards() throws {
        let project = try ServerProject(Self.diamond)
        expectStatus(project.martlet("migrate", "--to", "head"), 0)
        #expect(project.applied == "a c c2 zb d e")
        expectStatus(project.martlet("rollback", "--yes"), 0)
        #expect(project.applied == "a c c2 zb d")
        expectStatus(project.martlet("rollback", "--to", "zb", "--yes"), 0)
        #expect(project.applied == "a zb")
        #expect(tables(project) == "a zb")
        expectStatus(project.martlet("history", "--verify"), 0)
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.applied == "a zb c c2 d e")
        expectStatus(project.martlet("rollback", "c", "--yes"), 0)
        #expect(project.applied == "a zb")
        expectStatus(project.martlet("history", "--verify"), 0)
    }

    /// What was applied in between goes, and the rows behind it are tied to what is left, also without a transaction.
    @Test(arguments: [false, true]) func aBranchInTheMiddleOfTheHistoryIsTakenOut(_ isJournaled: Bool) throws {
        var files = Self.diamond
        if isJournaled {
            files["migrations/c_x.sql"] =
                "-- martlet: transaction=none\n" + (files["migrations/c_x.sql"] ?? "")
        }
        let project = try ServerProject(files)
        expectStatus(project.martlet("migrate", "--to", "c"), 0)
        expectStatus(project.martlet("migrate", "--to", "zb"), 0)
        #expect(project.applied == "a c zb")
        expectStatus(project.martlet("rollback", "--to", "zb", "--yes"), 0)
        #expect(project.applied == "a zb")
        #expect(tables(project) == "a zb")
        expectStatus(project.martlet("history", "--verify"), 0)
        expectStatus(project.martlet("status", "--check"), 3)
    }

    @Test func twoHeadsAreRefusedAndOneMayBeNamed() throws {
        var files = Self.diamond
        files["migrations/d_x.sql"] = nil
        files["migrations/e_x.sql"] = nil
        let project = try ServerProject(files)
        let refused = project.martlet("migrate")
        expectStatus(refused, 4)
        expect(refused.error, contains: "the revisions have 2 heads: c2, zb")
        #expect(tables(project) == "")
        expectStatus(project.martlet("migrate", "--to", "c2"), 0)
        expectStatus(project.martlet("new", "--parent", "c2", "--parent", "zb", "merge"), 0)
        expectStatus(project.martlet("migrate"), 0)
        #expect(tables(project) == "a c c2 zb")
        expectStatus(project.martlet("rollback", "--yes"), 0)
        expectStatus(project.martlet("status", "--check"), 3)
    }

    /// By their names `zb` would be the last.
    @Test func aBackupIsRestoredToTheRevisionThatItWasMadeAt() throws {
        let project = try ServerProject(Self.diamond)
        expectStatus(project.martlet("migrate"), 0)
        expectStatus(project.martlet("backup", "--output", "whole.dump"), 0)
        expectStatus(project.martlet("restore", "whole.dump", "--yes"), 0)
        #expect(project.applied == "a c c2 zb d e")
        expectStatus(project.martlet("status", "--check"), 0)
    }

    @Test func aDatabaseMadeFromTheSnapshotStandsAtTheSameRevision() throws {
        let project = try ServerProject(Self.diamond)
        // In another order than that of the graph: the snapshot is the same however the database was made.
        expectStatus(project.martlet("migrate", "--to", "zb"), 0)
        expectStatus(project.martlet("migrate"), 0)
        expectStatus(project.martlet("dump", "--output", "schema.sql"), 0)
        let copy = try ServerProject(Self.diamond)
        let loaded = copy.database.cluster.psql(
            copy.database.name, "", arguments: ["-f", project.folder.path("schema.sql")])
        expectStatus(loaded, 0)
        #expect(copy.applied == "a c c2 zb d e")
        expect(copy.martlet("history", "--json").output, contains: "\"current\": \"e\"")
        expectStatus(copy.martlet("dump", "--output", "schema.sql"), 0)
        #expect(copy.folder.read("schema.sql") == project.folder.read("schema.sql"))
        expectStatus(copy.martlet("rollback", "--yes"), 0)
        #expect(copy.applied == "a c c2 zb d")
    }
}
