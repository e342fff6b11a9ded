import TestSupport
import Testing

/// `new` in a folder of another tool writes what that tool would read.
@Suite struct NewInLayoutTests {
    /// A folder with a migration, and the file that comes next.
    struct Folder: Sendable, CustomStringConvertible {
        let layout: String
        let file: String
        /// The name of the way forward; `#` for the moment.
        let next: String
        /// Whether the new migration has a way back.
        var leadsBack = true
        /// Whether the layout has to be said.
        var isSaid = false

        var description: String { "\(layout) \(file)" }

        func project(_ engine: TestedEngine) throws -> any ProjectUnderTest {
            let up = "CREATE TABLE a (x int);\n"
            let text = [
                "dbmate": "-- migrate:up\n\(up)\n-- migrate:down\nDROP TABLE a;\n", "goose": "-- +goose Up\n\(up)",
            ]
            var files = ["migrations/\(file)": text[layout] ?? up]
            if file.hasSuffix("up.sql") {
                files["migrations/\(file.dropLast("up.sql".count))down.sql"] = "DROP TABLE a;\n"
            }
            return try engine.project(files, settings: isSaid ? ["layout: \(layout)"] : [])
        }
    }

    @Test("what to do for want of a way back is said in the folder's own words", arguments: forEachLayout)
    func wayBack(_ layout: String, _ file: String, _ place: String) throws {
        let text =
            ["dbmate": "-- migrate:up\n", "goose": "-- +goose Up\n"][layout, default: ""] + "CREATE TABLE b (x int);\n"
        let project = ScratchProject(["migrations/\(file)": text], settings: ["layout: \(layout)"])
        let help = "help: \(place), or say so: -- martlet: irreversible"
        let verify = project.martlet("verify", "--fail-on", "irreversible")
        expectStatus(verify, 3)
        expect(verify.error, contains: help)
        project.folder.write("migrations/\(file)", text + "-- martlet: irreversible\n")
        expect(project.martlet("verify").output, contains: "says so")
    }

    private static let forEachLayout = [
        ("martlet", "001_b.sql", "write one into migrations/001_b.sql under `-- ROLLBACK:`"),
        ("dbmate", "001_b.sql", "write one into migrations/001_b.sql under `-- migrate:down`"),
        ("goose", "001_b.sql", "write one into migrations/001_b.sql under `-- +goose Down`"),
        ("flyway", "V1__b.sql", "write one into a file U…__.sql beside migrations/V1__b.sql"),
        ("sqlx", "1_b.up.sql", "write one into migrations/1_b.down.sql"),
        ("refinery", "V1__b.sql", "refinery knows of none"),
    ]

    /// It was advised once, and would have run as part of the way forward.
    @Test(arguments: ["-- martlet:down\nDROP TABLE b;\n", "-- martlet:up\n", "-- martlet: transaction=none\n"])
    func marksOfMartletsAreRefusedWhereTheToolHasItsOwn(_ mark: String) {
        let project = ScratchProject(["migrations/V1__b.sql": "CREATE TABLE b (x int);\n\(mark)"])
        let result = project.martlet("migrate")
        expectStatus(result, 4)
        expect(result.error, contains: "in a folder laid out as flyway has it")
        expect(result.error, contains: "migrations/V1__b.sql:2")
        #expect(!project.martlet("status").output.contains("applied"))
    }

    private static let folders = [
        Folder(layout: "dbmate", file: "1_a.sql", next: "2_more.sql"),
        Folder(layout: "dbmate", file: "20240102030405_a.sql", next: "#_more.sql"),
        Folder(layout: "diesel", file: "2024-01-02-030405_a/up.sql", next: "#_more/up.sql"),
        Folder(layout: "flyway", file: "sub/V1_2__a.sql", next: "sub/V1_3__more.sql"),
        Folder(layout: "flyway", file: "V001__a.sql", next: "V002__more.sql"),
        Folder(layout: "golang-migrate", file: "000001_a.up.sql", next: "000002_more.up.sql"),
        Folder(layout: "goose", file: "00001_a.sql", next: "00002_more.sql"),
        Folder(layout: "nested", file: "1.2/009##a.sql", next: "1.2/010##more.sql", leadsBack: false),
        Folder(layout: "pairs", file: "V0001.a.up.sql", next: "V0002.more.up.sql"),
        Folder(layout: "pairs", file: "0000_a_up.sql", next: "0001_more_up.sql"),
        Folder(layout: "plain", file: "0001-a.sql", next: "0002-more.sql", leadsBack: false),
        Folder(layout: "pop", file: "1_a.autocommit.up.sql", next: "2_more.up.sql"),
        Folder(layout: "prisma", file: "01_init/migration.sql", next: "02_more/migration.sql"),
        Folder(layout: "refinery", file: "V1__a.sql", next: "V2__more.sql", leadsBack: false, isSaid: true),
        Folder(layout: "sqlx", file: "0001_a.up.sql", next: "0002_more.up.sql", isSaid: true),
        Folder(layout: "sqlx", file: "0001_a.sql", next: "0002_more.sql", leadsBack: false, isSaid: true),
    ]

    private func written(_ result: ProgramResult) -> [Substring] {
        result.output.split(whereSeparator: \.isWhitespace).filter { $0.hasPrefix("migrations/") }
    }

    private func expectNext(_ result: ProgramResult, in folder: Folder) {
        expectStatus(result, 0)
        let names = written(result).map { name in
            String(name.dropFirst("migrations/".count)).replacing(/20\d{12}|20\d\d-\d\d-\d\d-\d{6}/, with: "#")
        }
        #expect(names.contains(folder.next), "\(result.everything)")
    }

    @Test("an empty file comes next, and what is written into it is run", arguments: folders)
    func empty(_ folder: Folder) throws {
        let project = try folder.project(.sqlite)
        expectStatus(project.run("migrate"), 0)
        let result = project.run("new", "more")
        expectNext(result, in: folder)
        let up = try #require(written(result).first { !$0.contains("down") && !$0.contains("conf") })
        let text = try #require(project.folder.read(String(up)))
        let mark = ["dbmate": "-- migrate:up\n", "goose": "-- +goose Up\n"][folder.layout] ?? ""
        #expect(text.hasPrefix(mark))
        project.folder.write(
            String(up),
            mark.isEmpty
                ? text + "CREATE TABLE b (x int);\n" : text.replacing(mark, with: mark + "CREATE TABLE b (x int);\n"))
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM b") == "0")
        expectStatus(project.run("status", "--check"), 0)
    }

    @Test(
        "what leads to another schema is written as the tool has it", arguments: TestedEngine.allCases, folders)
    func fromDifference(_ engine: TestedEngine, _ folder: Folder) throws {
        let project = try folder.project(engine)
        expectStatus(project.run("migrate"), 0)
        project.folder.write("want.sql", "CREATE TABLE a (x int);\nCREATE TABLE b (y int);\n")
        expectNext(project.run("new", "more", "--from-diff", "want.sql"), in: folder)
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM b") == "0")
        expectStatus(project.run("diff", "app", "want.sql", "--check"), 0)
        expectStatus(project.run("rollback", "--yes"), folder.leadsBack ? 0 : 4)
    }

    @Test("statements that want no transaction say so as the tool reads it", arguments: folders)
    func withoutTransaction(_ folder: Folder) throws {
        let project = try folder.project(.postgres)
        expectStatus(project.run("migrate"), 0)
        project.folder.write("want.sql", "CREATE TABLE a (x int);\nCREATE INDEX i ON a (x);\n")
        let result = project.run("new", "more", "--from-diff", "want.sql")
        guard ["dbmate", "diesel", "flyway", "goose", "plain", "pop", "sqlx"].contains(folder.layout) else {
            expectStatus(result, 2)
            expect(result.error, contains: "cannot say that their statements want no transaction")
            expectStatus(project.run("new", "more", "--from-diff", "want.sql", "--plain"), 0)
            return
        }
        expectStatus(result, 0)
        let plan = project.run("plan", "--json").output
        expect(plan, contains: "CONCURRENTLY")
        expectStatus(project.run("migrate"), 0)
        expectStatus(project.run("diff", "app", "want.sql", "--check"), 0)
        let first = try #require(written(result).first)
        let whole = written(result).compactMap { project.folder.read(String($0)) }.joined()
        let marks = [
            "dbmate": "transaction:false", "diesel": "run_in_transaction = false",
            "flyway": "executeInTransaction=false",
            "goose": "NO TRANSACTION", "plain": "disable-transaction", "sqlx": "-- no-transaction\n",
        ]
        if let mark = marks[folder.layout] {
            expect(whole, contains: mark)
        } else {
            expect(String(first), contains: ".autocommit.")
        }
    }

    @Test(
        "is refused with words where nobody can tell what comes next",
        arguments: [
            (["9_a.sql": "-- migrate:up\n-- migrate:down\n"], "10_more.sql would come before 9_a.sql"),
            (["a.up.sql": ""], "what comes next there is not for Martlet to say"),
            (["1_a.sql": "", "atlas.sum": "h1:x\n"], "atlas migrate new NAME"),
        ])
    func refused(_ files: [String: String], _ words: String) {
        let project = ScratchProject(
            Dictionary(uniqueKeysWithValues: files.map { ("migrations/" + $0.key, $0.value) }))
        let result = project.run("new", "more")
        expectStatus(result, 2)
        expect(result.error, contains: words)
    }

    @Test("refuses what is another's to say", arguments: ["--down", "--sections", "--revision"])
    func another(_ option: String) throws {
        let project = try Self.folders[0].project(.sqlite)
        expectStatus(project.run("new", "more", option), 2)
    }

    @Test("comes behind what was taken over, though there is no file of it", arguments: TestedEngine.allCases)
    func behindAdopted(_ engine: TestedEngine) throws {
        let project = try engine.project([:])
        _ = project.sql(
            """
            CREATE TABLE schema_migrations (version varchar NOT NULL PRIMARY KEY);
            CREATE TABLE ar_internal_metadata (key varchar NOT NULL PRIMARY KEY, value varchar);
            INSERT INTO schema_migrations VALUES ('20240102030405');
            """)
        expectStatus(project.run("adopt"), 0)
        let result = project.run("new", "more")
        expectStatus(result, 0)
        let name = try #require(written(result).first)
        #expect(name.wholeMatch(of: /migrations\/20[2-9]\d{11}_more\.sql/) != nil, "\(name)")
        project.folder.write(String(name), "CREATE TABLE b (x int);\n")
        expectStatus(project.run("migrate"), 0)
    }
}
