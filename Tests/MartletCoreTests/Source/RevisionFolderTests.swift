import SQLText
import Testing

@testable import MartletCore

/// Folders of revisions: what is read of their headers, and what is wrong with them.
@Suite struct RevisionFolderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func reader() throws -> MigrationFolder {
        MigrationFolder(path: try folder.makeFolder("m"), root: folder.path)
    }

    private func write(_ files: [String: String]) throws {
        for (name, text) in files { try folder.write(text, to: "m/" + name) }
    }

    /// Writes a revision with a header and a statement.
    private func revision(_ id: String, _ parents: String = "", date: String = "", name: String? = nil) throws {
        let parent = parents.isEmpty ? "" : "-- Parent: \(parents)\n"
        let date = date.isEmpty ? "" : "-- Date: \(date)\n"
        try write([(name ?? "\(id)_x.sql"): "-- Revision: \(id)\n\(parent)\(date)\nSELECT 1;\n"])
    }

    private func order() throws -> String {
        try reader().migrations().map(\.version.text).joined(separator: " ")
    }

    // MARK: What is read

    @Test func theHeaderIsReadAsItIsWritten() throws {
        try revision("a1")
        try write([
            "25698f3f906f_initial_migration.sql": """
            \u{FEFF}-- revision: 25698f3f906f\r
            -- Parent: a1\r
            -- Date: 2026-01-30 09:31:15\r
            -- Changes:\r
            --   - Created `users`\r
            --   - Added an index\r
            -- Data Migration: no\r
            -- Safety: Fully reversible\r
            --   - No destructive operations\r
            \r
            -- - no item of a list\r
            CREATE TABLE users (id INTEGER);\r
            -- Parent: nobody\r

            """
        ])
        let found = try #require(try reader().migrations().last)
        #expect(
            found.revision
                == Revision(
                    id: MigrationVersion("25698f3f906f"), parents: [MigrationVersion("a1")],
                    date: "2026-01-30 09:31:15", changes: ["Created `users`", "Added an index"],
                    safety: ["Fully reversible", "No destructive operations"]))
        // Not the first of its changes.
        #expect(found.description == "initial migration")
    }

    @Test func aDescriptionOfItsOwnIsTheDescription() throws {
        try write(["a1_x.sql": "-- Revision: a1\n-- Description: The first\nSELECT 1;\n"])
        #expect(try reader().migrations().map(\.description) == ["The first"])
    }

    @Test func theOrderIsThatOfTheParents() throws {
        try revision("ff")
        try revision("bb", "ff")
        try revision("aa", "bb")
        #expect(try order() == "ff bb aa")
    }

    /// Without a date, the smaller id.
    @Test func ofTwoBranchesTheOlderComesFirst() throws {
        try revision("c1", date: "2026-01-01")
        try revision("a2", "c1", date: "2026-03-01")
        try revision("b2", "c1", date: "2026-02-01")
        try revision("b3", "b2", date: "2026-04-01")
        try revision("d4", "a2, b3", date: "2026-05-01")
        #expect(try order() == "c1 b2 a2 b3 d4")
        try revision("a2", "c1")
        try revision("b2", "c1")
        #expect(try order() == "c1 a2 b2 b3 d4")
    }

    @Test func digitsAloneAreAnIdToo() throws {
        try revision("123456789012")
        try revision("099999999999", "123456789012")
        #expect(try order() == "123456789012 099999999999")
        try revision("a1", "099999999999")
        #expect(try order() == "123456789012 099999999999 a1")
    }

    @Test(arguments: ["None", "None (initial)", "none", ""]) func theFirstMaySayThatItHasNoParent(
        _ value: String
    ) throws {
        try write(["a1_x.sql": "-- Revision: a1\n-- Parent: \(value)\nSELECT 1;\n"])
        #expect(try reader().migrations().first?.revision?.parents == [])
    }

    @Test func aWayBackStandsBesideItsRevision() throws {
        try revision("a1")
        try write(["a1_x.down.sql": "DROP TABLE x;\n"])
        #expect(try reader().migrations().first?.script?.down?.traits.statementCount == 1)
    }

    @Test func aMergeThatDoesNothingLeadsBack() throws {
        try write([
            "a1.sql": "-- Revision: a1\n-- martlet: empty\n",
            "b2.sql": "-- Revision: b2\n-- Parent: a1\n-- martlet: empty irreversible\n",
        ])
        #expect(try reader().migrations().map { $0.script?.down != nil } == [true, false])
    }

    @Test func aKnownTextIsAPartOfTheGraphToo() throws {
        try revision("b1")
        try revision("a2", "b1")
        let reader = try reader()
        let checksums = Dictionary(
            uniqueKeysWithValues: try reader.migrations().map { ($0.version, $0.checksum) })
        let content = try reader.content(try reader.names(), known: { version, _ in checksums[version] })
        #expect(content.migrations.map(\.version.text) == ["b1", "a2"])
        #expect(content.migrations.allSatisfy { $0.script == nil })
        #expect(content.migrations.last?.revision?.parents == [MigrationVersion("b1")])
    }

    @Test func aLargeFileIsAPartOfTheGraphToo() throws {
        try revision("b1")
        try revision("a2", "b1")
        var reader = try reader()
        reader.largeFile = 10
        #expect(try reader.migrations().map(\.version.text) == ["b1", "a2"])
        #expect(try reader.migrations().last?.revision?.parents == [MigrationVersion("b1")])
    }

    // MARK: Folders of numbers

    @Test func aHeaderBehindTheFirstStatementMeansNothing() throws {
        try write(["001_a.sql": "SELECT 1;\n-- Revision: a1\n", "002_b.sql": "/* x */\n-- Revision: 1.4\nSELECT 1;\n"])
        let found = try reader().migrations()
        #expect(found.map(\.version.text) == ["001", "002"])
        #expect(found.allSatisfy { $0.revision == nil })
        #expect(try reader().names().graph == nil)
    }

    // MARK: What is wrong

    /// Code, place and message of everything that is wrong, a line each.
    private func problems() throws -> [String] {
        let reader = try reader()
        return try reader.content(try reader.names()).problems.map { problem in
            let line = problem.location?.position.map { ":\($0.line)" } ?? ""
            return "\(problem.code.rawValue) \(problem.location?.file ?? "")\(line) \(problem.message)"
        }
    }

    @Test func aParentThatIsNotThere() throws {
        try revision("a1")
        try revision("b2", "a1, c3")
        #expect(
            try problems() == ["revision m/b2_x.sql:2 b2 is built on c3, and there is no such revision"])
    }

    @Test func aCircle() throws {
        try revision("a1")
        try revision("b2", "a1, d4")
        try revision("c3", "b2")
        try revision("d4", "c3")
        #expect(
            try problems() == ["dependency-cycle m/b2_x.sql:2 revisions are built on each other: b2 → d4 → c3 → b2"])
    }

    @Test func itsOwnParent() throws {
        try revision("a1", "a1")
        #expect(
            try problems() == ["dependency-cycle m/a1_x.sql:2 revisions are built on each other: a1 → a1"])
    }

    @Test func anIdTwice() throws {
        try revision("a1")
        try revision("a1", name: "a1_y.sql")
        #expect(try problems() == ["duplicate-version m/a1_x.sql 2 files have the version a1"])
    }

    @Test(arguments: ["b2_x.sql", "001_x.sql", "a1b_x.sql"]) func aNameThatSaysSomethingElse(_ name: String) throws {
        try revision("a1", name: name)
        let version = String(name.prefix { $0 != "_" })
        #expect(
            try problems() == ["revision m/\(name):1 the file's name begins with \(version), but it is the revision a1"]
        )
    }

    @Test func numbersAndRevisionsInOneFolder() throws {
        try revision("a1")
        try write(["001_x.sql": "SELECT 1;\n", "002_y.sql": "SELECT 1;\n"])
        #expect(try problems() == ["revision m/a1_x.sql:1 a1 is a revision in a folder of numbered migrations"])
    }

    /// The listing has looked at the first number only.
    @Test func aRevisionAmongNumbersAlone() throws {
        try write(["001_x.sql": "SELECT 1;\n"])
        try revision("123456789012")
        #expect(
            try problems() == [
                "revision m/123456789012_x.sql:1 123456789012 is a revision in a folder of numbered migrations"
            ])
    }

    @Test func aFileWithoutARevision() throws {
        try revision("a1")
        try write(["b2_x.sql": "-- Revison: b2\nSELECT 1;\n", "c3.down.sql": "SELECT 1;\n"])
        #expect(
            try problems() == [
                "stray-file m/b2_x.sql `b2_x.sql` is no migration: it has no `-- Revision:` line at its top",
                "stray-file m/c3.down.sql `c3.down.sql` is no migration: its name does not begin with a version",
            ])
    }

    @Test(arguments: [
        ("-- Revision: a-1\n", "1 `a-1` is no id of a revision"),
        ("-- Revision:\n", "1 `` is no id of a revision"),
        ("-- Revision: a1\n-- Revision: a1\n", "2 a second `-- Revision:` line"),
        ("-- Revision: a1\n-- Parent: b 2\n", "2 `b 2` is no id of a revision"),
        ("-- Revision: a1\n-- Parents: b2\n", "2 there is no directive `Parents:` in a revision"),
        ("-- Revision: a1\n-- Revises: b2\n", "2 there is no directive `Revises:` in a revision"),
    ]) func aHeaderWithAMistake(_ header: String, _ problem: String) throws {
        try write(["a1_x.sql": header + "SELECT 1;\n"])
        #expect(try problems() == ["directive m/a1_x.sql:" + problem])
    }

    @Test func aFileThatCannotBeRunKeepsItsPlace() throws {
        try revision("a1")
        try write(["b2_x.sql": "-- Revision: b2\n-- Parent: a1\nCOMMIT;\n"])
        try revision("c3", "b2")
        let reader = try reader()
        let content = try reader.content(try reader.names())
        #expect(content.problems.map(\.code) == [.transactionControl])
        let statuses = MigrationStatus.assess(
            migrations: content.migrations, unusable: content.unusable, history: HistoryIndex([]), environment: nil,
            database: "app")
        #expect(statuses.map { "\($0.version) \($0.state)" } == ["a1 pending", "b2 unusable", "c3 pending"])
    }
}
