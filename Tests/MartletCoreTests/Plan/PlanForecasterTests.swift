import Lint
import SQLText
import Testing

@testable import MartletCore

/// What statements are told to do to tables of a known size.
struct PlanForecasterTests {
    private static func told(_ sql: String, _ dialect: Dialect = .postgres) -> [String] {
        var forecaster = PlanForecaster(
            dialect,
            sizes: [
                TableSize(schema: "public", name: "orders", rows: 12_400_000, bytes: 3_100_000_000),
                TableSize(schema: "sales", name: "Lines", rows: 10, bytes: 8_192),
                TableSize(schema: "public", name: "v", rows: 0, bytes: 0),
            ], tableOfIndex: [ObjectName("orders_note"): ObjectName("orders")])
        let effects = StatementEffect.effects(
            of: LintedScript(SourceText(sql, name: "a.sql", dialect: dialect)))
        return effects.enumerated().map { index, effect in
            let forecast = forecaster.forecast(effect, number: index + 1)
            let tables = forecast.tables.map { table in
                "\(table.index.map { "\($0) of " } ?? "")\(table.name ?? "all") \(table.work) \(table.milliseconds ?? -1)"
            }
            return (tables + forecast.losses).joined(separator: ", ")
        }
    }

    @Test(arguments: [
        ("ALTER TABLE orders ALTER a TYPE bigint", "orders rewrite 44285"),
        ("ALTER TABLE public.orders ADD a int", "public.orders catalogue 0"),
        ("CREATE INDEX i ON orders (a)", "orders index 31000"),
        ("UPDATE orders SET a = 1 WHERE b", "orders rows -1, overwrites values in orders"),
        ("CREATE INDEX i ON sales.\"Lines\" (a)", "sales.Lines index 0"),
        ("CREATE INDEX i ON \"Lines\" (a)", "Lines index 0"), ("DROP INDEX orders_note", "orders catalogue 0"),
        ("ALTER INDEX orders_note RENAME TO n", "orders_note of orders catalogue 0"),
        ("DROP INDEX other", ""), ("DROP TABLE IF EXISTS nowhere", ""), ("DROP VIEW v", "v catalogue 0"),
        ("VACUUM FULL", "all rewrite -1"),
    ])
    func sizesMakeTimes(_ sql: String, _ told: String) { #expect(Self.told(sql) == [told]) }

    @Test func whatThePlanMakesIsLeftOut() {
        let told = Self.told(
            """
            CREATE TABLE n (a int); CREATE INDEX i ON n (a); ALTER TABLE n RENAME TO m; DELETE FROM m; DROP INDEX i;
            DROP TABLE m;
            """)
        #expect(told == ["", "", "", "", "", ""])
    }

    @Test func tablesChangeTheirNames() {
        let told = Self.told(
            """
            ALTER TABLE orders RENAME TO old; ALTER TABLE old ADD a int; CREATE TABLE orders (a int);
            INSERT INTO orders VALUES (1); DROP TABLE old; ALTER TABLE orders RENAME TO o2;
            """)
        #expect(
            told == ["orders catalogue 0", "old catalogue 0", "", "", "old catalogue 0, drops old with its rows", ""])
    }

    @Test func aTableThatIsDroppedMayBeMadeAnew() {
        let told = Self.told("DROP TABLE orders; CREATE TABLE orders (a int); CREATE INDEX i ON orders (a);")
        #expect(told == ["orders catalogue 0, drops orders with its rows", "", ""])
    }

    @Test func aRebuildKeepsTheSize() {
        let told = Self.told(
            """
            CREATE TABLE n (a); INSERT INTO n SELECT a FROM Orders; DROP TABLE orders; ALTER TABLE n RENAME TO ORDERS;
            CREATE INDEX i ON orders (a);
            """, .sqlite)
        #expect(told == ["", "Orders copy 44285", "orders scan 7750", "", "orders index 31000"])
    }
}
