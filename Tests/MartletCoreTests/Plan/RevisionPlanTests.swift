import SQLText
import Testing

@testable import MartletCore

/// What is planned in a folder of revisions.
@Suite struct RevisionPlanTests {
    /// a → b → d, a → c → d, d → e.
    static let diamond: [Migration] = [
        .sample("a", parents: []), .sample("b", parents: ["a"]), .sample("c", parents: ["a"]),
        .sample("d", parents: ["b", "c"]), .sample("e", parents: ["d"]),
    ]
    static let branches = Array(diamond.prefix(3))

    /// Rows in the order of application.
    private static func rows(_ versions: String) -> [HistoryRow] {
        versions.split(separator: " ").enumerated().map { .sample(String($1), id: $0 + 1) }
    }

    private static func planner(_ files: [Migration], _ applied: String) -> Planner {
        Planner(database: "app", statuses: MigrationStatus.assess(migrations: files, history: rows(applied)))
    }

    typealias Forward = (
        name: String, files: [Migration], applied: String, to: String?, late: Bool, answer: String
    )

    static let forwardCases: [Forward] = [
        ("everything", diamond, "", nil, false, "a b c d e"),
        ("to the head", diamond, "", "head", false, "a b c d e"),
        ("the rest", diamond, "a c", nil, false, "b d e"),
        ("to a branch", diamond, "", "c", false, "a c"),
        ("to the merge", diamond, "a", "d", false, "b c d"),
        ("to the end of a branch", diamond, "a b c", "b", false, ""),
        ("to where it has gone on", diamond, "a b c d", "b", false, "applied b"),
        ("to nobody", diamond, "", "x", false, "unknown x"),
        ("two heads", branches, "", nil, false, "heads b c"),
        ("two heads, and none is meant", branches, "", "head", false, "heads b c"),
        ("two heads, and one is meant", branches, "", "c", false, "a c"),
        ("two heads, both applied", branches, "a b c", nil, false, "heads b c"),
        ("the beginning of an id", [.sample("25698f", parents: [])], "", "256", false, "25698f"),
        (
            "the beginning of two", [.sample("25698f", parents: []), .sample("25a", parents: ["25698f"])], "", "25",
            false, "25 is one of 25698f 25a"
        ),
        (
            "the whole of one and the beginning of another",
            [.sample("25", parents: []), .sample("25a", parents: ["25"])], "", "25", false, "25"
        ),
        ("put in below what is applied", diamond, "a b d", nil, false, "late c before d"),
        ("put in on purpose", diamond, "a b d", nil, true, "c e"),
        (
            "with a dependency beside the parent",
            [.sample("a", parents: []), .sample("b", depends: ["c"], parents: ["a"]), .sample("c", parents: ["a"])],
            "", "b", false, "a c b"
        ),
        (
            "for another environment",
            [.sample("a", parents: []), .sample("b", environments: ["dev"], parents: ["a"])],
            "", nil, false, "a"
        ),
        ("numbers have no head", [.sample("1")], "", "head", false, "unknown head"),
        ("numbers have no beginning", [.sample("001")], "", "00", false, "unknown 00"),
    ]

    @Test(arguments: forwardCases.indices) func forwards(_ index: Int) {
        let test = Self.forwardCases[index]
        let planner = Self.planner(test.files, test.applied)
        let selection = MigrationSelection(to: test.to.map(MigrationVersion.init), allowsOutOfOrder: test.late)
        #expect(told { () throws(PlanProblem) in try planner.migrate(selection) } == test.answer, "\(test.name)")
    }

    static let stampCases: [(files: [Migration], applied: String, to: String, answer: String)] = [
        (diamond, "", "head", "a b c d e"), (diamond, "", "c", "a c"), (diamond, "a b", "d", "c d"),
        (branches, "", "head", "heads b c"), (diamond, "a b", "a", "applied a"), (diamond, "", "x", "unknown x"),
    ]

    @Test(arguments: stampCases.indices) func stamps(_ index: Int) {
        let test = Self.stampCases[index]
        let planner = Self.planner(test.files, test.applied)
        #expect(
            told { () throws(PlanProblem) in try planner.stamp(MigrationVersion(test.to)) } == test.answer,
            "\(test.to) after \(test.applied)")
    }

    typealias Backward = (applied: String, extent: Planner.Extent, answer: String)

    private static func version(_ text: String) -> MigrationVersion { MigrationVersion(text) }

    static let backwardCases: [Backward] = [
        ("a b c d e", .steps(2), "e d"),
        ("a b c", .steps(1), "c"),
        ("a c b", .steps(1), "b"),
        ("a b c d e", .to(version("b")), "e d c"),
        ("a c b d e", .to(version("b")), "e d c"),
        ("a b c", .to(version("c")), "b"),
        ("a b c d e", .to(version("d")), "e"),
        ("a b c", .to(version("b")), "c"),
        ("a b c d e", .from(version("c")), "e d c"),
        ("a b c", .from(version("b")), "b"),
        ("a b c d e", .from(version("a")), "e d c b a"),
        ("a b", .to(version("d")), "not applied d"),
        ("a b", .to(version("x")), "unknown x"),
        // A history that has them the wrong way round, as after a dump and a load.
        ("e d c b a", .steps(2), "e d"),
        ("e d c b a", .to(version("a")), "e d b c"),
        // Without a file nobody knows the parents.
        ("a x b c", .to(version("b")), "c"),
        ("a b x c", .to(version("b")), "c x"),
        ("a b x c", .from(version("b")), "x b"),
    ]

    @Test(arguments: backwardCases.indices) func backwards(_ index: Int) {
        let test = Self.backwardCases[index]
        let planner = Self.planner(Self.diamond, test.applied)
        let script = Script(SourceText("SELECT 1;", name: "x"), options: ScriptOptions())
        let answer = told { () throws(PlanProblem) in
            try planner.rollback(planner.applied(in: test.extent)) { _, _ in script }
        }
        #expect(answer == test.answer, "\(test.extent) after \(test.applied)")
    }

    @Test func onlyAGapInTheHistoryIsTiedAnew() throws {
        let script = Script(SourceText("SELECT 1;", name: "x"), options: ScriptOptions())
        func leaves(_ applied: String, to target: String) throws -> Bool {
            let planner = Self.planner(Self.diamond, applied)
            let undone = try planner.applied(in: .to(MigrationVersion(target)))
            return try planner.rollback(undone) { _, _ in script }.leavesLaterRows
        }
        #expect(try leaves("a b c", to: "c"))
        #expect(try !leaves("a b c", to: "b"))
        #expect(try !leaves("a b c d e", to: "a"))
    }

    @Test func theGraphIsTold() {
        let graph = RevisionGraph(Self.diamond.compactMap(\.revision))
        #expect(graph.heads == [MigrationVersion("e")])
        #expect(graph.branchPoints == [MigrationVersion("a")])
        #expect(graph.mergePoints == [MigrationVersion("d")])
        #expect(graph.circle == nil)
    }
}
