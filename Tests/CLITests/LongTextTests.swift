import TestSupport
import Testing

/// Long texts of users are cut where they would hide what matters.
@Suite struct LongTextTests {
    /// A string that is never closed takes the rest of the file with it.
    @Test func anUnclosedStringDoesNotPrintTheFile() {
        let lines = (1...3000).map { "INSERT INTO a VALUES (\($0));\n" }.joined()
        let project = ScratchProject([
            "migrations/001_a.sql": "CREATE TABLE a (x TEXT);\nINSERT INTO a VALUES('oops);\n" + lines
        ])
        let result = project.martlet("migrate")
        expectStatus(result, 4)
        #expect(result.error.split(separator: "\n").count < 15, "\(result.error)")
        #expect(result.error.utf8.count < 1500)
        expect(result.error, contains: "error[directive]: a quotation begins here")
        expect(result.error, contains: "migrations/001_a.sql:2:22")
    }

    @Test func aStatementThatFailsIsNotPrintedWhole() {
        let rows = (1...3000).map { "(\($0), 'some text')" }.joined(separator: ",\n")
        let project = ScratchProject([
            "migrations/001_a.sql": "CREATE TABLE a (x TEXT);\nINSERT INTO nowhere VALUES \(rows);\n"
        ])
        let result = project.martlet("migrate")
        expectStatus(result, 1)
        #expect(result.error.split(separator: "\n").count < 15, "\(result.error)")
        #expect(result.error.utf8.count < 1500)
        expect(result.error, contains: "migrations/001_a.sql:2")
        #expect(Int(project.sql("SELECT length(error) FROM martlet_migrations")) ?? 9999 < 500)
        #expect(Int(project.sql("SELECT max(length(detail)) FROM martlet_log")) ?? 9999 < 500)
        let status = project.martlet("status")
        expectStatus(status, 0)
        #expect(status.output.utf8.count < 1000, "\(status.output)")
        #expect(project.martlet("history", "--log", "5").output.utf8.count < 1500)
    }

    @Test func aNarrowScreenGetsTablesThatFit() {
        let name = String(repeating: "a_rather_long_name_", count: 6)
        let project = ScratchProject.migrated(["migrations/001_\(name).sql": "CREATE TABLE a (x TEXT);\n"])
        for command in [["status"], ["history"], ["history", "--log", "3"]] {
            let table = MartletBinary.run(command, in: project.folder.path, environment: ["COLUMNS": "80"]).output
                .split(separator: "\n").dropFirst()
            #expect(table.allSatisfy { $0.unicodeScalars.count <= 80 }, "\(table)")
            #expect(table.contains { $0.contains("…") })
            let whole = MartletBinary.run(command, in: project.folder.path, environment: ["COLUMNS": ""]).output
            #expect(!whole.contains("…"))
        }
        let shown = PseudoTerminal.run(["status"], in: project.folder.path, environment: ["COLUMNS": ""])
        expect(shown.output, contains: "…")
    }
}
