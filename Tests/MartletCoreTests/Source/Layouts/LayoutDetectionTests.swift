import SQLText
import Testing

@testable import MartletCore

/// Whose layout a folder has, as far as its files tell.
@Suite struct LayoutDetectionTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func detected(_ files: [String: String]) throws -> LayoutName {
        for (name, text) in files { try folder.write(text, to: "m/" + name) }
        let scripts = ScriptFolder(path: folder.path.appending("m"))
        return try LayoutDetection(folder: scripts, shown: "m", dialect: .postgres).layout(of: scripts.entries())
    }

    @Test(arguments: [
        (["001_a.sql": "SELECT 1;"], LayoutName.martlet),
        (["001_a.sql": "SELECT 1;", "002-b.sql": "SELECT 1;"], .martlet),
        (["001_a.sql": "-- +goose Up\nSELECT 1;"], .goose),
        (["001_a.sql": "-- migrate:up\nSELECT 1;\n-- migrate:down\n"], .dbmate),
        (["001_a.sql": "-- martlet:up\nSELECT 1;"], .martlet),
        (["1_a.sql": "SELECT 1;", "atlas.sum": "h1:x\n"], .atlas),
        (["001_a.up.sql": "", "001_a.down.sql": ""], .golangMigrate),
        (["001_a.up.sql": "-- no-transaction\n"], .sqlx),
        (["0000_a.up.sql": "", "0000_b.up.sql": ""], .pairs), (["V0001.A.up.sql": ""], .pairs),
        (["0000_a_up.sql": "", "0000_a_down.sql": "", "0001_b_up.sql": ""], .pairs),
        (["001_set_up.sql": "-- Migration: 001_set_up.sql\n"], .martlet),
        (["001_a.sql": "", "002_set_up.sql": ""], .martlet),
        (["1_a.postgres.up.sql": "", "1_a.sqlite3.up.sql": ""], .pop),
        (["V1__a.sql": "", "R__views.sql": ""], .flyway), (["sub/V1__a.sql": ""], .flyway),
        (["2019-01-01-000000_a/up.sql": ""], .diesel), (["20190101_a/migration.sql": ""], .prisma),
        (["1.0/001_a.sql": ""], .nested), (["0001-a.sql": "", "0002-b.sql": ""], .plain),
        (["a.sql": ""], .martlet), (["README.md": ""], .martlet), (["notes/a.txt": ""], .martlet),
    ])
    func filesTellWhoseTheyAre(_ files: [String: String], _ layout: LayoutName) throws {
        #expect(try detected(files) == layout)
    }

    @Test func namesThatEndInUpAloneAreAQuestion() throws {
        let error = try diagnostic { () throws(MartletError) in
            do {
                _ = try detected(["0000_a_up.sql": "CREATE TABLE a (x int);", "0001_b_up.sql": ""])
            } catch let error as MartletError { throw error } catch { Issue.record(error) }
        }
        #expect(error.code == .layout)
        #expect(error.help?.contains("--layout pairs") == true)
    }

    @Test func twoLayoutsThatDifferAreAQuestion() throws {
        let error = try diagnostic { () throws(MartletError) in
            do {
                _ = try detected(["9_a.up.sql": "", "10_b.up.sql": ""])
            } catch let error as MartletError { throw error } catch { Issue.record(error) }
        }
        #expect(error.code == .layout)
        #expect(error.notes.first == "golang-migrate comes to 9_a.up.sql first, and pairs to 10_b.up.sql")
    }
}
