import TestSupport
import Testing

@testable import MartletCore

/// Status shows what it can, whatever else is wrong.
@Suite struct StatusOperationTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        try workshop.migration("001_a", "CREATE TABLE a (x);")
        try workshop.migration("002_b", "CREATE TABLE b (x);")
        try workshop.seed("001_s", "INSERT INTO a VALUES (1);")
        #expect(SetupOperation(workshop.context()).run().exitStatus == .done)
    }

    private func look(check: Bool = false) -> Outcome { StatusOperation(workshop.context(), check: check).run() }

    @Test(arguments: [
        ("003_new", "-- Migration: 003_new.sql\n", ErrorCode.emptyMigration, "003"),
        ("003_odd", "-- martlet: nonsense\nSELECT 1;", .directive, "003"),
        ("002_b", "BEGIN;", .transactionControl, "002"),
    ])
    func aFileThatCannotBeRunIsShownAsSuch(
        _ name: String, _ text: String, _ code: ErrorCode, _ version: String
    ) throws {
        try workshop.migration(name, text)
        let outcome = look()
        #expect(outcome.exitStatus == .done)
        #expect(outcome.allDiagnostics.map(\.code) == [code])
        #expect(outcome.allDiagnostics.map(\.severity) == [.warning])
        let states = outcome.databases[0].migrations?.map { "\($0.version) \($0.state.rawValue)" } ?? []
        #expect(states.contains("001 applied") && states.contains("\(version) unusable"))
        #expect(states.count == (version == "003" ? 3 : 2))
        #expect(look(check: true).exitStatus == .needsPerson)
        #expect(workshop.migrate().exitStatus == .needsPerson)
        #expect(workshop.applied() == ["001", "002"])
    }

    @Test func aStrayFileAndADuplicateHideNothing() throws {
        try workshop.folder.write("?", to: "migrations/app/notes.txt")
        try workshop.migration("002_again", "SELECT 1;")
        let outcome = look()
        #expect(outcome.exitStatus == .done)
        #expect(Set(outcome.allDiagnostics.map(\.code)) == [.strayFile, .duplicateVersion])
        #expect(outcome.databases[0].current?.text == "002")
        // Which of the two was applied the history does not know.
        let states = outcome.databases[0].migrations?.map { "\($0.version) \($0.state.rawValue)" }
        #expect(states == ["001 applied", "002 unusable", "002 unusable"])
        #expect(look(check: true).exitStatus == .needsPerson)
    }

    @Test func aSeedThatCannotBeRunIsShownAsSuch() throws {
        try workshop.seed("001_s", "COMMIT;")
        try workshop.seed("002_t", "INSERT INTO a VALUES (2);")
        let outcome = look()
        #expect(outcome.databases[0].seeds?.map(\.state) == [.unusable, .pending])
        #expect(outcome.exitStatus == .done && outcome.allDiagnostics.map(\.code) == [.transactionControl])
        #expect(look(check: true).exitStatus == .needsPerson)
    }

    @Test func theDatabaseIsCheckedThoughAFileIsWrong() throws {
        try workshop.migration("003_new", "-- nothing yet\n")
        let outcome = CheckOperation(workshop.context()).run()
        #expect(outcome.databases[0].findings?.isEmpty == true)
        #expect(outcome.exitStatus == .needsPerson && outcome.allDiagnostics.map(\.code) == [.emptyMigration])
    }
}
