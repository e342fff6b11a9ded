import Testing

@testable import MartletCore

/// The digests that other tools keep, against values that they themselves have computed.
@Suite struct ToolChecksumTests {
    private static let users = "CREATE TABLE users (id INTEGER PRIMARY KEY);\n"

    private func file(_ text: String, _ path: String = "V3__create_users.sql", version: String = "3") -> ToolFile {
        ToolFile(path: path, version: version, title: "", bytes: Array(text.utf8))
    }

    private func checksums(_ tool: ToolName, _ file: ToolFile) -> [ToolChecksum] {
        tool.history.checksums(of: [file])[0]
    }

    @Test(arguments: [
        (ToolName.flyway, "-7233374"),
        (.sqlx, "bf56d804b4fa9e24aa2a3c122aaf2a88eea1e9f13d33cb772d90e0e8fa668bdf8f1ebb8de95be124e4681305e616e8f7"),
        (.prisma, "6869107c4910d8df4680ee89aff9924b65ae79c81b5b78478f2b12f90254f6c5"),
        (.refinery, "4048687903813156001"),
    ])
    func todaysDigestOfAFileComesFirst(_ tool: ToolName, _ expected: String) {
        #expect(checksums(tool, file(Self.users)).first?.text == expected)
    }

    @Test(arguments: [
        ("2024-01-02T03:04:05.123456789Z", "2024-01-02T03:04:05.123Z"),
        ("2024-01-02T03:04:05+00:00", "2024-01-02T03:04:05.000Z"),
        ("2024-01-02T03:04:05.5+05:30", "2024-01-01T21:34:05.500Z"),
        ("2024-01-02T23:04:05-02:00", "2024-01-03T01:04:05.000Z"),
        ("2024-01-02T03:04:05+24:00", nil), ("yesterday", nil), ("yesterday+02:00", nil),
    ])
    func refinerysTimesAreOfAnyZone(_ text: String, _ expected: String?) {
        #expect(RefineryHistory.moment(text) == expected)
    }

    /// The constants of refinery's own tests, and with versions of 4 and 8 bytes.
    @Test(arguments: [
        (
            "V1__initial.sql", "1", "CREATE TABLE persons (id int, name varchar(255), city varchar(255));",
            ["9011118159008407467", "4937351808774016580"]
        ),
        ("V7__x.sql", "7", "", ["10693584412980944394", "8589343695802059915"]),
        ("V3__create_users.sql", "3", users, ["4048687903813156001", "18225618179150544376"]),
    ])
    func refineryHashesNameVersionAndText(_ path: String, _ version: String, _ text: String, _ expected: [String]) {
        #expect(checksums(.refinery, file(text, path, version: version)).map(\.text) == expected)
    }

    /// From a report of a user whose file was applied by version 3: <https://github.com/flyway/flyway/issues/2474>.
    @Test func flywaysOldestDigestCountsTheEndsOfLinesToo() {
        let text = "alter table location_history add column valid_until timestamp with time zone;\n"
        let found = checksums(.flyway, file(text))
        #expect(found.first == ToolChecksum(text: "-1039259818", variant: "Flyway"))
        #expect(found.last == ToolChecksum(text: "-1340212107", variant: "Flyway 3 or older"))
    }

    @Test(arguments: ["\r\n", "\n"], ["", "\u{FEFF}"])
    func toFlywayEndsOfLinesAndAMarkInFrontAreNothing(_ end: String, _ mark: String) {
        let lines = ["CREATE TABLE a (id INT);", "", "-- é", "INSERT INTO a VALUES (1);", ""]
        #expect(FlywayChecksum.current(of: Array((mark + lines.joined(separator: end)).utf8)) == -59_879_532)
    }

    @Test func theErasOfFlywayDifferInMarksAndBlanks() {
        let texts = checksums(.flyway, file("\u{FEFF}  SELECT 1;  \r\nSELECT 2;\rSELECT 3;\n")).map(\.text)
        #expect(Set(texts).count == 5)
        #expect(checksums(.flyway, file("")).map(\.text) == ["0", "0", "0", "0", "0"])
    }

    @Test(arguments: [ToolName.sqlx, .prisma])
    func aCheckoutWithOtherLineEndsIsTheSameFile(_ tool: ToolName) {
        let (unix, windows) = (file("SELECT 1;\nSELECT 2;\n"), file("SELECT 1;\r\nSELECT 2;\r\n"))
        for (old, new) in [(unix, windows), (windows, unix)] {
            let recorded = checksums(tool, old)[0].text
            let match = checksums(tool, new).first { $0.text == recorded }
            #expect(match?.variant.contains("line ends of") == true)
        }
    }

    @Test func anOldPrismaLeftOutNoughts() {
        #expect(
            checksums(.prisma, file("hello")).map(\.text).contains(
                "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"))
        let short = checksums(.prisma, file("hello")).map(\.text).filter { $0.count < 64 }
        #expect(short.first == "2cf24dba5fb0a3e26e83b2ac5b9e29e1b161e5c1fa7425e7343362938b9824")
    }

    @Test func atlasHashesEachFileWithAllBeforeIt() {
        let files = [
            ("1_a.sql", Array("CREATE TABLE a (id INT);\n".utf8)),
            ("2_b.sql", Array("CREATE TABLE b (id INT);\n".utf8)),
        ]
        let sum = AtlasSum(
            """
            h1:aVRr1/IdxaoJ8PXmV9AeA6xwEINb7/0yvF4JAm+rh0Y=
            1_a.sql h1:3XOtbox7wxo7xhIKTsupuuPIO2iEJ2pbGqVUR9/fRlg=
            2_b.sql h1:njzYpkZatR68Rm8t5DDuLplG2zfLh8s+s+/okRm9O/g=
            """)
        let hashes = AtlasSum.hashes(files.map { (name: $0.0, bytes: $0.1) })
        #expect(hashes == [sum.hashes["1_a.sql"], sum.hashes["2_b.sql"]])
        #expect(AtlasSum.total(of: zip(files, hashes).map { (name: $0.0, hash: $1) }) == sum.total)
    }

    @Test(
        arguments: [
            (ToolName.goose, "goose_db_version", 4_097_083_626), (.golangMigrate, "schema_migrations", 1_787_120_056),
            (.sqlx, "_sqlx_migrations", 3_469_795_979_745_788_610),
            (.rails, "schema_migrations", 6_939_591_962_871_035_475),
            (.prisma, "_prisma_migrations", 72_707_369), (.flyway, "flyway_schema_history", 77_433_833_903_597),
        ] as [(ToolName, String, Int64)])
    func theLockOfAToolHasItsNumber(_ tool: ToolName, _ table: String, _ expected: Int64) {
        let place = ToolPlace(database: "app", schema: "public", table: table)
        #expect(tool.history.lockKey(place) == expected)
    }
}
