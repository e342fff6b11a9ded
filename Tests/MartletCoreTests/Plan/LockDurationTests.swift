import Lint
import PostgresTree
import Testing

@testable import MartletCore

/// How long a transaction is expected to keep others waiting.
struct LockDurationTests {
    private static func statement(_ table: String, _ lock: LockMode?, _ milliseconds: Int?) -> StatementForecast {
        StatementForecast(
            number: 1, tables: [.init(name: table, lock: lock, work: .scan, milliseconds: milliseconds)])
    }

    private static func held(_ statements: StatementForecast...) -> [String] {
        statements.locksHeld.map { "\($0.table ?? "") \($0.lock?.name ?? "") \($0.milliseconds)" }
    }

    @Test func aLockLastsUntilTheEnd() {
        let held = Self.held(
            Self.statement("a", .accessExclusive, 0), Self.statement("b", .share, 3_000),
            Self.statement("a", .share, 4_000))
        #expect(held == ["a ACCESS EXCLUSIVE 7000", "b SHARE 7000"])
    }

    @Test func whatIsToldOfTheStatementIsNotToldAgain() {
        #expect(Self.held(Self.statement("b", .share, 3_000), Self.statement("c", .share, 0)) == [])
        #expect(Self.held(Self.statement("b", .share, 100), Self.statement("c", .share, 899)) == [])
    }

    @Test func locksThatKeepNobodyFromWritingAreNotTold() {
        let held = Self.held(
            Self.statement("a", .shareUpdateExclusive, 0), Self.statement("b", .rowExclusive, nil),
            Self.statement("c", .share, 5_000))
        #expect(held == [])
    }

    @Test func aStrongerLockBeginsAnew() {
        let held = Self.held(
            Self.statement("a", .share, 2_000), Self.statement("a", .accessExclusive, 1_000),
            Self.statement("b", .share, 500))
        #expect(held == ["a ACCESS EXCLUSIVE 1500"])
    }

    @Test func inSQLiteEverybodyWaits() {
        let statements = [Self.statement("a", nil, 700), Self.statement("b", nil, 800)]
        #expect(statements.writersWait?.milliseconds == 1_500)
        #expect([statements[0]].writersWait == nil)
    }
}
