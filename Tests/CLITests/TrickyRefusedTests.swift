import TestSupport
import Testing

/// Files that cannot be run are refused before anything is, with their place and what to do.
@Suite struct TrickyRefusedTests {
    @Test("what cannot be run changes nothing", arguments: RefusedFolder.all)
    func refused(_ folder: RefusedFolder) throws {
        for engine in folder.engines {
            let project = try engine.project([:], settings: folder.layout.map { ["layout: \($0)"] } ?? [])
            for (name, bytes) in folder.files { project.folder.write("migrations/" + name, bytes) }
            expectStatus(project.run("status"), 0)
            for command in ["plan", "migrate"] {
                let result = project.run(command)
                expectStatus(result, 4)
                expect(result.error, contains: "error[\(folder.code)]")
                expect(result.error, contains: "--> migrations/\(folder.place)\n")
                expect(result.error, contains: "nothing was changed")
                #expect(project.names("first%").isEmpty)
            }
            expectStatus(project.run("status", "--check"), 4)
        }
    }
}

/// A folder with a file that cannot be run.
struct RefusedFolder: Sendable, CustomStringConvertible {
    let description: String
    let files: [String: [UInt8]]
    let code: String
    /// Where it is, from the folder of migrations on.
    let place: String
    var engines = TestedEngine.allCases
    var layout: String?

    static let all = bytes + commands + duplicates + strays

    private static let first = Array("CREATE TABLE first_table (x int);\n".utf8)

    /// A sound file, and one that is not.
    private static func bytes(_ what: String, _ bytes: [UInt8], _ place: String) -> [RefusedFolder] {
        ["000002_bad.up.sql", "000002_bad.down.sql"].map { name in
            var files = ["000001_first.up.sql": first, "000002_bad.up.sql": first]
            files[name] = bytes
            return RefusedFolder(
                description: "\(what) in \(name)", files: files, code: "not-utf8", place: name + place)
        }
    }

    private static let bytes =
        bytes("a NUL", first + Array("-- é: \0\n".utf8), ":2:7")
        + bytes("Latin-1", first + Array("\n-- Caf".utf8) + [0xE9, 0x0A], ":3:7")
        + bytes("Latin-1 behind a mark and lines of Windows", [0xEF, 0xBB, 0xBF, 0x0D, 0x0A, 0x2D, 0x2D, 0xE9], ":2:3")
        + bytes("a character that is cut off", first + [0xE6, 0xBC], ":2:1")
        + bytes("UTF-16", [0xFF, 0xFE, 0x2D, 0x00, 0x2D, 0x00], "")

    private static let commands = [
        #"\connect other"#, #"\i other.sql"#, #"\echo 'on the way'"#, #"\set name martlet"#, #"\! true"#,
        #"\copy kinds FROM 'kinds.tsv'"#,
    ].map { command in
        RefusedFolder(
            description: command,
            files: [
                "000001_first.up.sql": first, "000002_command.up.sql": first + Array("SELECT 1;\n  \(command)\n".utf8),
            ], code: "directive", place: "000002_command.up.sql:3:3", engines: [.postgres])
    }

    /// Empty files of these names, of which the first one that is sorted is the place.
    private static func names(
        _ what: String, _ layout: String, _ names: [String], _ code: String, at place: String? = nil
    ) -> RefusedFolder {
        RefusedFolder(
            description: "\(what): \(layout)",
            files: Dictionary(uniqueKeysWithValues: names.map { ($0, Array("SELECT 1;\n".utf8)) }), code: code,
            place: place ?? names[0], layout: layout)
    }

    private static let duplicates =
        [
            ("golang-migrate", ["01_b.up.sql", "1_a.up.sql"]), ("goose", ["00001_a.sql", "1_b.sql"]),
            ("flyway", ["V1__a.sql", "sub/V1.0__b.sql"]), ("flyway", ["V1__a.sql", "rollback/V1__a.sql"]),
            ("sqlx", ["0001_a.up.sql", "1_b.sql"]),
            ("diesel", ["2024-01-01-000000_a/up.sql", "20240101000000_b/up.sql"]),
            ("dbmate", ["1_a.sql", "1_b.sql"]), ("atlas", ["1_a.sql", "1_b.sql"]), ("plain", ["001-b.sql", "1-a.sql"]),
            ("refinery", ["U1__b.sql", "V1__a.sql"]), ("pop", ["1_a.up.sql", "1_b.up.sql"]),
        ].map { names("duplicates", $0, $1, "duplicate-version") } + [
            names(
                "two ways back", "golang-migrate", ["1_a.up.sql", "01_b.down.sql", "1_a.down.sql"], "duplicate-version",
                at: "01_b.down.sql"),
            names(
                "two ways back", "flyway", ["V1__a.sql", "U1.0__b.sql", "U1__a.sql"], "duplicate-version",
                at: "U1.0__b.sql"),
        ]

    private static let strays = [
        ("flyway", ["rollback/001_a.sql", "V1__a.sql"]), ("prisma", ["rollback/a.sql", "1_a/migration.sql"]),
        ("diesel", ["rollback/a.sql", "2024-01-01-000000_a/up.sql"]),
        // The tool has a row of this number, which stands for "nothing applied".
        ("goose", ["00000_a.sql", "00001_b.sql"]),
    ].map { names("strays", $0, $1, "stray-file") }
}
