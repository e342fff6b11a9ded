import TestSupport
import Testing

/// Advice can be typed as it stands.
@Suite struct AdviceTests {
    @Test func aRollbackThatFailsLeadsBackToItsDatabase() throws {
        let folder = ScratchFolder()
        folder.write("sql/001_t.sql", "CREATE TABLE t (a);\n-- ROLLBACK:\n-- DROP TABLE nowhere;\n")
        let place = ["--url", "sqlite:app.db", "--migrations", "sql"]
        expectStatus(MartletBinary.run(["migrate"] + place, in: folder.path), 0)
        let failed = MartletBinary.run(["rollback", "--yes"] + place, in: folder.path)
        expectStatus(failed, 1)
        let advice = "martlet rollback 001 --from-disk --url sqlite:app.db --migrations sql"
        expect(failed.error, contains: "then: \(advice)\n")
        let document = MartletBinary.run(["rollback", "--yes", "--json"] + place, in: folder.path)
        expect(document.output, contains: advice)
        folder.write("sql/001_t.sql", "CREATE TABLE t (a);\n-- ROLLBACK:\n-- DROP TABLE t;\n")
        let words = advice.split(separator: " ").dropFirst().map(String.init) + ["--yes"]
        expectStatus(MartletBinary.run(words, in: folder.path), 0)
    }
}
