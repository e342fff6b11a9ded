import SQLText
import Testing

@testable import MartletCore

extension PlanProblem {
    /// The problem in a word and the versions it names.
    var summary: String {
        switch self {
        case .edited(let statuses): "edited " + statuses.map(\.version.text).joined(separator: " ")
        case .missing(let statuses): "missing " + statuses.map(\.version.text).joined(separator: " ")
        case .newerDatabase(let statuses): "newer " + statuses.ofNewerBuild.map(\.version.text).joined(separator: " ")
        case .lost(let statuses): "lost " + statuses.map(\.version.text).joined(separator: " ")
        case .halfRun(let status): "half-run \(status.version)"
        case .outOfOrder(let statuses, let newest):
            "late " + statuses.map(\.version.text).joined(separator: " ") + " before \(newest)"
        case .unknownVersion(let version, let closest): "unknown \(version)" + (closest.map { " like \($0)" } ?? "")
        case .notApplied(let version): "not applied \(version)"
        case .alreadyApplied(let version): "applied \(version)"
        case .nothingToRollBack(let asked, let applied): "only \(applied) of \(asked)"
        case .irreversible(let row, _): "no way back from \(row.version)"
        case .missingDependency(let migration, let dependency): "\(migration.version) lacks \(dependency)"
        case .dependencyBeyondTarget(let migration, let version, let target):
            "\(migration.version) needs \(version) beyond \(target)"
        case .pendingDependency(let migration, let dependency): "pending \(dependency) for \(migration.version)"
        case .dependencyCycle(let names): "cycle " + names.joined(separator: " ")
        case .otherEnvironment(let version): "elsewhere \(version)"
        case .severalHeads(let heads): "heads " + heads.map(\.text).joined(separator: " ")
        case .ambiguousVersion(let version, let all):
            "\(version) is one of " + all.map(\.text).joined(separator: " ")
        case .unusable(let diagnostics): "unusable " + diagnostics.map(\.message).joined(separator: " ")
        }
    }
}

/// The subjects of a plan in order, or the problem in a word.
func told(_ body: () throws(PlanProblem) -> Plan) -> String {
    do throws(PlanProblem) {
        return try body().steps.map(\.subject).joined(separator: " ")
    } catch {
        return error.summary
    }
}

/// What `migrate` plans.
@Suite struct ForwardPlanTests {
    typealias Case = (
        name: String, files: [Migration], rows: [HistoryRow], selection: MigrationSelection, answer: String
    )

    private static func up(_ target: String? = nil, steps: Int? = nil, late: Bool = false) -> MigrationSelection {
        MigrationSelection(to: target.map(MigrationVersion.init), steps: steps, allowsOutOfOrder: late)
    }

    private static let three: [Migration] = [.sample("1"), .sample("2"), .sample("3")]

    static let cases: [Case] = [
        ("nothing there", [], [], up(), ""),
        ("up to date", three, [.sample("1"), .sample("2"), .sample("3")], up(), ""),
        ("all pending", three, [], up(), "1 2 3"),
        ("the rest is pending", three, [.sample("1")], up(), "2 3"),
        ("to a target", three, [], up("2"), "1 2"),
        ("to the newest applied: nothing to do", three, [.sample("1"), .sample("2")], up("2"), ""),
        ("to an older applied one", three, [.sample("1"), .sample("2")], up("1"), "applied 1"),
        ("to a version nobody knows", three, [], up("4"), "unknown 4"),
        ("to a version spelt otherwise", [.sample("001")], [], up("1"), "unknown 1 like 001"),
        ("to a version for another environment", [.sample("1", environments: ["dev"])], [], up("1"), "elsewhere 1"),
        ("so many steps", three, [], up(steps: 2), "1 2"),
        ("more steps than there are", three, [.sample("1")], up(steps: 9), "2 3"),
        ("no step", three, [], up(steps: 0), ""),
        ("steps and a target", three, [], up("3", steps: 1), "1"),
        // Order.
        ("late", three, [.sample("2")], up(), "late 1 before 2"),
        ("two late ones", three, [.sample("3")], up(), "late 1 2 before 3"),
        ("late with leave", three, [.sample("2")], up(late: true), "1 3"),
        ("late, but not wanted", three, [.sample("2")], up("3", steps: 5, late: true), "1 3"),
        ("late ones before the target count", three, [.sample("1"), .sample("3")], up("3"), "late 2 before 3"),
        (
            "late ones behind the target do not", [.sample("1"), .sample("2"), .sample("4"), .sample("5")],
            [.sample("1"), .sample("5")], up("2", late: true), "2"
        ),
        // Damage.
        ("edited", [.sample("1", "SELECT 9;"), .sample("2")], [.sample("1")], up(), "edited 1"),
        ("edited comments stop nothing", [.sample("1", "-- c\nSELECT 1;"), .sample("2")], [.sample("1")], up(), "2"),
        ("missing", [.sample("2")], [.sample("1")], up(), "missing 1"),
        ("recorded is not missing", [.sample("2")], [.sample("1", kind: .recorded)], up(), "2"),
        ("failed is tried again", three, [.sample("1"), .sample("2", state: .failed)], up(), "2 3"),
        ("half-run goes on unchanged", three, [.sample("1"), .sample("2", state: .running)], up(), "2 3"),
        ("half-run and edited", [.sample("1", "SELECT 9;")], [.sample("1", state: .running)], up(), "half-run 1"),
        ("half undone stops also unchanged", [.sample("1")], [.sample("1", state: .undoing)], up(), "half-run 1"),
        ("half-run and gone", [], [.sample("1", state: .running)], up(), "half-run 1"),
        ("half-run behind the target waits", three, [.sample("3", state: .running)], up("1"), "1"),
        ("for elsewhere", [.sample("1"), .sample("2", environments: ["dev"]), .sample("3")], [], up(), "1 3"),
        (
            "a recorded name in words holds up nothing", [.sample("1")],
            [HistoryRow(id: 1, version: MigrationVersion("baseline"), description: "", kind: .recorded)], up(), "1"
        ),
        // Dependencies.
        ("dependencies come first", [.sample("1", depends: ["3"]), .sample("2"), .sample("3")], [], up(), "3 1 2"),
        ("applied dependencies are met", [.sample("1"), .sample("2", depends: ["1"])], [.sample("1")], up(), "2"),
        (
            "a diamond",
            [
                .sample("1", depends: ["2", "3"]), .sample("2", depends: ["4"]),
                .sample("3", depends: ["4"]), .sample("4"),
            ], [], up(), "4 2 3 1"
        ),
        ("the same one twice", [.sample("1", depends: ["2", "2"]), .sample("2")], [], up(), "2 1"),
        ("a dependency nobody has", [.sample("1", depends: ["7"])], [], up(), "1 lacks 7"),
        ("a dependency spelt otherwise", [.sample("001"), .sample("002", depends: ["1"])], [], up(), "002 lacks 1"),
        (
            "a dependency for elsewhere", [.sample("1", depends: ["2"]), .sample("2", environments: ["dev"])], [], up(),
            "1 lacks 2"
        ),
        (
            "a dependency beyond the target", [.sample("1", depends: ["3"]), .sample("2"), .sample("3")], [], up("2"),
            "1 needs 3 beyond 2"
        ),
        ("on itself", [.sample("1", depends: ["1"])], [], up(), "cycle 1 1"),
        (
            "in a circle", [.sample("1", depends: ["2"]), .sample("2", depends: ["3"]), .sample("3", depends: ["1"])],
            [], up(), "cycle 1 2 3 1"
        ),
        (
            "a circle behind a path",
            [
                .sample("1", depends: ["2"]), .sample("2", depends: ["3"]),
                .sample("3", depends: ["2"]),
            ], [], up(), "cycle 2 3 2"
        ),
        (
            "a failed dependency is tried first", [.sample("1", depends: ["2"]), .sample("2")],
            [.sample("2", state: .failed)], up(), "2 1"
        ),
        ("of the own database by its name", [.sample("1", depends: ["app/2"]), .sample("2")], [], up(), "2 1"),
        ("fewer than no steps", three, [], up(steps: -1), ""),
        ("other databases are the gate's business", [.sample("1", depends: ["metrics/9"])], [], up(), "1"),
    ]

    @Test(arguments: cases.indices) func planFollowsFromFolderHistoryAndWish(_ index: Int) {
        let (name, files, rows, selection, answer) = Self.cases[index]
        let statuses = MigrationStatus.assess(migrations: files, history: rows, environment: "production")
        #expect(
            told { () throws(PlanProblem) in try Planner(database: "app", statuses: statuses).migrate(selection) }
                == answer, "\(name)")
    }

    @Test(arguments: cases.indices) func everyProblemSaysThatNothingWasChangedAndWhatToDo(_ index: Int) {
        let (_, files, rows, selection, _) = Self.cases[index]
        let statuses = MigrationStatus.assess(migrations: files, history: rows, environment: "production")
        do throws(PlanProblem) {
            _ = try Planner(database: "app", statuses: statuses).migrate(selection)
        } catch {
            for found in error.diagnostics(database: "app") {
                #expect(found.notes.contains("nothing was changed"))
                #expect(found.help?.isEmpty == false)
            }
        }
    }

    @Test func editedCommentsAreAWarning() throws {
        let statuses = MigrationStatus.assess(
            migrations: [.sample("1", "-- c\nSELECT 1;")], history: [.sample("1")])
        let plan = try Planner(database: "app", statuses: statuses).migrate()
        #expect(plan.warnings.map(\.severity) == [.warning])
        #expect(plan.warnings.map(\.code) == [.edited])
    }

    @Test func aLongChainOfDependenciesIsPutInOrder() throws {
        let migrations = (1...5_000).map { number in
            Migration.sample("\(number)", depends: number < 5_000 ? ["\(number + 1)"] : [])
        }
        let statuses = MigrationStatus.assess(migrations: migrations, history: [])
        let plan = try Planner(database: "app", statuses: statuses).migrate()
        #expect(plan.steps.map(\.subject) == (1...5_000).reversed().map(String.init))
    }

    // MARK: Stamp

    @Test(
        arguments: [
            ("2", [] as [String], "1 2"), ("3", ["1"], "2 3"), ("1", ["1"], ""), ("1", ["1", "2"], "applied 1"),
            ("4", [], "unknown 4"), ("3", ["3"], "1 2"),
        ])
    func stampMarksEverythingUpToTheVersion(_ target: String, _ applied: [String], _ answer: String) {
        let statuses = MigrationStatus.assess(
            migrations: Self.three, history: applied.map { HistoryRow.sample($0) })
        let planner = Planner(database: "app", statuses: statuses)
        #expect(told { () throws(PlanProblem) in try planner.stamp(MigrationVersion(target)) } == answer)
    }

    @Test func stampSettlesNoDamage() {
        let statuses = MigrationStatus.assess(
            migrations: [.sample("1", "SELECT 9;"), .sample("2")], history: [.sample("1")])
        let planner = Planner(database: "app", statuses: statuses)
        #expect(told { () throws(PlanProblem) in try planner.stamp(MigrationVersion("2")) } == "edited 1")
    }
}

/// What `rollback` plans.
@Suite struct BackwardPlanTests {
    static let cases: [(name: String, ids: [String: Int], extent: Planner.Extent, answer: String)] = [
        ("the last", ["1": 1, "2": 2, "3": 3], .steps(1), "3"),
        ("several", ["1": 1, "2": 2, "3": 3], .steps(2), "3 2"),
        ("all", ["1": 1, "2": 2, "3": 3], .steps(3), "3 2 1"),
        ("none", ["1": 1], .steps(0), ""),
        ("fewer than none", ["1": 1], .steps(-1), ""),
        ("more than there are", ["1": 1, "2": 2], .steps(3), "only 2 of 3"),
        ("from nothing", [:], .steps(1), "only 0 of 1"),
        ("from one on", ["1": 1, "2": 2, "3": 3], .from(MigrationVersion("2")), "3 2"),
        ("down to one", ["1": 1, "2": 2, "3": 3], .to(MigrationVersion("1")), "3 2"),
        ("down to the last", ["1": 1, "2": 2], .to(MigrationVersion("2")), ""),
        // The order is that of application, not of numbers.
        ("late ones first", ["1": 1, "2": 3, "3": 2], .steps(1), "2"),
        ("from one that was followed by a late one", ["1": 1, "2": 3, "3": 2], .from(MigrationVersion("3")), "2 3"),
        ("of a version that is not applied", ["1": 1], .from(MigrationVersion("2")), "not applied 2"),
        ("of a version nobody knows", ["1": 1], .to(MigrationVersion("9")), "unknown 9"),
        ("of a version spelt otherwise", ["1": 1], .from(MigrationVersion("001")), "unknown 001 like 1"),
    ]

    private func statuses(_ ids: [String: Int]) -> [MigrationStatus] {
        MigrationStatus.assess(
            migrations: [.sample("1"), .sample("2"), .sample("3")],
            history: ids.map { HistoryRow.sample($0.key, id: $0.value) })
    }

    private let script = Script(SourceText("SELECT 1;", name: "down"), options: ScriptOptions())

    @Test(arguments: cases.indices) func planFollowsFromTheOrderOfApplication(_ index: Int) {
        let (name, ids, extent, answer) = Self.cases[index]
        let planner = Planner(database: "app", statuses: statuses(ids))
        let plan = told { () throws(PlanProblem) in try planner.rollback(planner.applied(in: extent)) { _, _ in script }
        }
        #expect(plan == answer, "\(name)")
    }

    @Test func aVersionWithoutAWayBackStopsThePlan() {
        let planner = Planner(database: "app", statuses: statuses(["1": 1, "2": 2, "3": 3]))
        let plan = told { () throws(PlanProblem) in
            try planner.rollback(planner.applied(in: .steps(3))) { row, _ in row.version.text == "2" ? nil : script }
        }
        #expect(plan == "no way back from 2")
    }

    @Test func aMissingFileIsNoHindrance() {
        let planner = Planner(
            database: "app", statuses: MigrationStatus.assess(migrations: [], history: [.sample("1")]))
        #expect(
            told { () throws(PlanProblem) in try planner.rollback(planner.applied(in: .steps(1))) { _, _ in script } }
                == "1")
    }

    @Test(
        "what a script recorded has nothing to undo",
        arguments: [
            (.steps(1), "2"), (.steps(2), "2 1"), (.from(MigrationVersion("1")), "2 1"),
            (.to(MigrationVersion("1")), "2"), (.to(MigrationVersion("0")), "2 1"),
            (.steps(4), "only 3 of 4"), (.from(MigrationVersion("legacy")), "no way back from legacy"),
            (.to(MigrationVersion("legacy")), "2"),
        ] as [(Planner.Extent, String)])
    func recordedVersions(_ extent: Planner.Extent, _ answer: String) {
        func recorded(_ version: String, _ id: Int) -> HistoryRow {
            HistoryRow(id: id, version: MigrationVersion(version), description: "", kind: .recorded)
        }
        let planner = Planner(
            database: "app",
            statuses: MigrationStatus.assess(
                migrations: [.sample("0"), .sample("1"), .sample("2")],
                history: [
                    .sample("0", id: 1), .sample("1", id: 2), recorded("legacy", 3), .sample("2", id: 4),
                    recorded("x", 5),
                ]))
        let plan = told { () throws(PlanProblem) in
            try planner.rollback(planner.applied(in: extent)) { row, _ in row.kind == .recorded ? nil : script }
        }
        #expect(plan == answer)
    }

    @Test func aHalfRunVersionStopsThePlan() {
        let planner = Planner(
            database: "app",
            statuses: MigrationStatus.assess(
                migrations: [.sample("1"), .sample("2")], history: [.sample("1"), .sample("2", state: .running)]))
        #expect(
            told { () throws(PlanProblem) in try planner.rollback(planner.applied(in: .steps(1))) { _, _ in script } }
                == "half-run 2")
    }
}

@Suite struct PlanTests {
    private func plan(_ migrations: Migration..., database: String = "app") -> Plan {
        Plan(database: database, steps: migrations.map(Step.apply))
    }

    private func rollback(_ sql: String) -> Plan {
        let script = Script(SourceText(sql, name: "down"), options: ScriptOptions())
        return Plan(database: "app", steps: [.rollback(.sample("1"), script)])
    }

    @Test func theSameStepsHaveTheSameIdentity() {
        #expect(plan(.sample("1"), .sample("2")).identity == plan(.sample("1"), .sample("2")).identity)
    }

    @Test func whateverWouldRunOtherwiseHasAnotherIdentity() {
        let plans = [
            plan(.sample("1"), .sample("2")), plan(.sample("2"), .sample("1")), plan(.sample("1")),
            plan(.sample("1"), .sample("2", "SELECT 2;")), plan(.sample("1"), .sample("2"), database: "other"),
            Plan(database: "app", steps: [.stamp(.sample("1"))]), plan(), rollback("DROP TABLE a;"),
            rollback("DROP TABLE b;"),
        ]
        #expect(Set(plans.map(\.identity)).count == plans.count)
    }
}
