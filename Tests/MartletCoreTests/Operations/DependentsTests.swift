import SQLText
import TestSupport
import Testing

@testable import MartletCore

/// What is taken away from a database while another one depends on it.
@Suite struct DependentsTests {
    /// `aa` needs `bb`, and both are migrated.
    private func workshop(_ order: [String] = ["aa", "bb"]) throws -> Workshop {
        let workshop = try Workshop(order[0], order[1])
        let back = "-- ROLLBACK:\n-- DROP TABLE t"
        try workshop.migration("001_x", "-- Depends: bb/001\nCREATE TABLE t1 (x);\n\(back)1;", in: "aa")
        try workshop.migration("001_y", "CREATE TABLE t1 (x);\n\(back)1;", in: "bb")
        try workshop.migration("002_y", "CREATE TABLE t2 (x);\n\(back)2;", in: "bb")
        #expect(workshop.migrate().isOK)
        return workshop
    }

    /// Works on some of the databases only.
    private func context(_ workshop: Workshop, only names: String..., dryRun: Bool = false) -> OperationContext {
        var context = workshop.context(dryRun: dryRun)
        let all = workshop.project.databases
        context.project.databases = all.filter { names.contains($0.name) }
        context.project.unselected = all.map(\.name).filter { !names.contains($0) }
        context.otherDatabase = { name in all.first { $0.name == name } }
        return context
    }

    private func rollback(_ context: OperationContext, steps: Int) -> Outcome {
        RollbackOperation(context, .steps(steps)).run()
    }

    @Test(arguments: [false, true]) func whatAnotherDatabaseNeedsIsNotUndone(_ dryRun: Bool) throws {
        let workshop = try workshop()
        let bb = context(workshop, only: "bb", dryRun: dryRun)
        let outcome = rollback(bb, steps: 2)
        #expect(outcome.exitStatus == .needsPerson && outcome.codes == [.dependency])
        let error = try #require(outcome.firstError)
        #expect(error.message == "aa/001 depends on bb/001, which would be gone")
        #expect(error.location?.file.hasSuffix("migrations/aa/001_x.sql") == true)
        #expect(error.help == "undo that first: martlet rollback 001 --database aa")
        #expect(error.notes == ["nothing was changed"])
        #expect(RollbackOperation(bb, .steps(2), andBack: true).run().codes == [.dependency])
        #expect(workshop.tables("bb") == ["t1", "t2"])
        // Nobody needs 002.
        #expect(rollback(bb, steps: 1).isOK)
        #expect(workshop.tables("bb") == (dryRun ? ["t1", "t2"] : ["t1"]))
    }

    @Test func onceTheDependentIsUndoneTheWayIsFree() throws {
        let workshop = try workshop()
        #expect(rollback(context(workshop, only: "aa"), steps: 1).isOK)
        #expect(rollback(context(workshop, only: "bb"), steps: 2).isOK)
        #expect(workshop.tables("bb").isEmpty)
    }

    @Test(arguments: [["aa", "bb"], ["bb", "aa"]], [false, true])
    func dependentsAreUndoneBeforeWhatTheyNeed(_ order: [String], _ dryRun: Bool) throws {
        let workshop = try workshop(order)
        _ = workshop.rollback(.steps(1))
        #expect(workshop.migrate().isOK)
        let outcome = RollbackOperation(workshop.context(dryRun: dryRun), .from(MigrationVersion("001"))).run()
        #expect(outcome.isOK, "\(outcome.allDiagnostics)")
        #expect(outcome.databases.map(\.name) == ["aa", "bb"])
        #expect(workshop.tables("aa").isEmpty == !dryRun && workshop.tables("bb").isEmpty == !dryRun)
    }

    /// One step back is enough for neither: in `aa` it undoes another migration than the one in the way.
    @Test func aRefusalComesBeforeTheFirstDatabaseIsTouched() throws {
        let workshop = try workshop()
        try workshop.migration("002_x", "CREATE TABLE t2 (x);\n-- ROLLBACK:\n-- DROP TABLE t2;", in: "aa")
        workshop.migrate()
        #expect(rollback(context(workshop, only: "bb"), steps: 1).isOK)
        let outcome = workshop.rollback(.steps(1))
        #expect(outcome.codes == [.dependency] && outcome.databases.allSatisfy { $0.plan == nil })
        #expect(workshop.tables("aa") == ["t1", "t2"] && workshop.tables("bb") == ["t1"])
    }

    @Test func aDatabaseThatCannotBeAskedIsAWarning() throws {
        let workshop = try workshop()
        var context = context(workshop, only: "bb")
        context.otherDatabase = { _ throws(MartletError) in throw MartletError(.environment, "no variable AA") }
        let outcome = rollback(context, steps: 1)
        #expect(outcome.isOK && outcome.codes == [.dependency])
        #expect(outcome.allDiagnostics[0].severity == .warning && outcome.allDiagnostics[0].notes == ["no variable AA"])
    }

    // MARK: Reset

    @Test(arguments: [false, true]) func aResetBringsBackWhatIsNeeded(_ dryRun: Bool) throws {
        let workshop = try workshop()
        let bb = context(workshop, only: "bb", dryRun: dryRun)
        #expect(ResetOperation(bb).run().isOK)
        _ = workshop.sql("CREATE TABLE mine (x)", in: "bb")
        #expect(ResetOperation(bb, leavesEmpty: true).run().codes == [.dependency])
        // The version that is needed has another number by now.
        try workshop.removeMigration("001_y", in: "bb")
        try workshop.migration("003_y", "CREATE TABLE t1 (x);", in: "bb")
        let outcome = ResetOperation(bb).run()
        #expect(outcome.codes == [.dependency], "\(outcome.allDiagnostics)")
        #expect(workshop.tables("bb") == ["mine", "t1", "t2"])
        #expect(ResetOperation(workshop.context(dryRun: dryRun), leavesEmpty: true).run().isOK)
    }
}
