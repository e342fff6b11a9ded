import Testing

@testable import MartletCore

/// Every meeting of a file with a row.
@Suite struct AssessTests {
    typealias State = MigrationStatus.State

    static let cases: [(name: String, files: [Migration], rows: [HistoryRow], states: [String: State])] = [
        ("an empty project", [], [], [:]),
        ("files alone are pending", [.sample("1"), .sample("2")], [], ["1": .pending, "2": .pending]),
        ("applied", [.sample("1")], [.sample("1")], ["1": .applied]),
        (
            "older than the newest applied", [.sample("1"), .sample("2")], [.sample("2")],
            ["1": .outOfOrder, "2": .applied]
        ),
        ("9 is older than 10", [.sample("9"), .sample("10")], [.sample("10")], ["9": .outOfOrder, "10": .applied]),
        ("edited", [.sample("1", "SELECT 2;")], [.sample("1")], ["1": .edited]),
        ("comments edited", [.sample("1", "-- why\nSELECT  1;")], [.sample("1")], ["1": .commentsEdited]),
        ("missing", [], [.sample("1")], ["1": .missing]),
        ("stamped and missing", [], [.sample("1", kind: .stamp)], ["1": .missing]),
        ("recorded by a script", [], [.sample("1", kind: .recorded)], ["1": .recorded]),
        (
            "recorded by a script without a digest, with a file", [.sample("1")],
            [HistoryRow(id: 1, version: MigrationVersion("1"), description: "", kind: .recorded)], ["1": .applied]
        ),
        (
            "a name in words is newer than no number", [.sample("1")],
            [HistoryRow(id: 1, version: MigrationVersion("baseline"), description: "", kind: .recorded)],
            ["1": .pending, "baseline": .recorded]
        ),
        ("failed", [.sample("1")], [.sample("1", state: .failed)], ["1": .failed]),
        ("failed and the file gone", [], [.sample("1", state: .failed)], [:]),
        (
            "failed, and a newer one applied since", [.sample("1"), .sample("2")],
            [.sample("1", state: .failed), .sample("2")], ["1": .failed, "2": .applied]
        ),
        (
            "failed, and now for another environment", [.sample("1", environments: ["dev"])],
            [.sample("1", state: .failed)], ["1": .skipped]
        ),
        ("half-run", [.sample("1")], [.sample("1", state: .running)], ["1": .halfRun]),
        ("half-run and the file gone", [], [.sample("1", state: .running)], ["1": .halfRun]),
        (
            "one that waited for a newer one is not late", [.sample("1", depends: ["3"]), .sample("2"), .sample("3")],
            [.sample("3")], ["1": .pending, "2": .pending, "3": .applied]
        ),
        (
            "nor for what that one waited for",
            [.sample("1", depends: ["app/2"]), .sample("2", depends: ["3"]), .sample("3")],
            [.sample("3")], ["1": .pending, "2": .pending, "3": .applied]
        ),
        (
            "but late it is for others", [.sample("1", depends: ["2"]), .sample("2"), .sample("3"), .sample("4")],
            [.sample("2"), .sample("3")], ["1": .outOfOrder, "2": .applied, "3": .applied, "4": .pending]
        ),
        ("half undone", [.sample("1")], [.sample("1", state: .undoing)], ["1": .halfRun]),
        ("for another environment", [.sample("1", environments: ["dev"])], [], ["1": .skipped]),
        (
            "for another environment, but applied", [.sample("1", environments: ["dev"])],
            [.sample("1", of: .sample("1", environments: ["dev"]))], ["1": .applied]
        ),
        ("1 and 001 are two versions", [.sample("001")], [.sample("1")], ["001": .outOfOrder, "1": .missing]),
    ]

    @Test(arguments: cases.indices) func stateFollowsFromFileAndRow(_ index: Int) {
        let (name, files, rows, states) = Self.cases[index]
        let found = MigrationStatus.assess(migrations: files, history: rows, environment: "production", database: "app")
        #expect(Dictionary(uniqueKeysWithValues: found.map { ($0.version.text, $0.state) }) == states, "\(name)")
        #expect(found.map(\.version) == found.map(\.version).sorted(), "\(name)")
    }

    @Test(arguments: [(nil, State.skipped), ("dev", .pending), ("test", .pending), ("production", .skipped)])
    func environmentsDecideWhatIsPending(_ environment: String?, _ state: State) {
        let migration = Migration.sample("1", environments: ["dev", "test"])
        #expect(
            MigrationStatus.assess(migrations: [migration], history: [], environment: environment)[0].state == state)
    }

    @Test func theRowsDescriptionWinsWhereItHasOne() {
        let row = HistoryRow.sample("1")
        #expect(MigrationStatus.assess(migrations: [.sample("1")], history: [row])[0].description == "row 1")
        let bare = HistoryRow(id: 1, version: MigrationVersion("1"), description: "")
        #expect(MigrationStatus.assess(migrations: [.sample("1")], history: [bare])[0].description == "m1")
    }
}
