import Testing

@testable import SchemaModel

/// The order of statements of which some stand outside of a transaction.
@Suite struct StatementGroupingTests {
    struct Order: Sendable, CustomTestStringConvertible {
        var name: String
        /// The statements, a `!` in front of those that stand outside of a transaction.
        var planned: [String]
        /// Their numbers as they are grouped, from 0; `nil` if they stay as they are.
        var order: [Int]?

        var testDescription: String { name }
    }

    private static func notNull(_ table: String, _ column: String) -> [String] {
        [
            "ALTER TABLE \(table) ADD CONSTRAINT \(table)_\(column)_check CHECK ((\(column) IS NOT NULL)) NOT VALID",
            "! ALTER TABLE \(table) VALIDATE CONSTRAINT \(table)_\(column)_check",
            "ALTER TABLE \(table) ALTER COLUMN \(column) SET NOT NULL",
            "ALTER TABLE \(table) DROP CONSTRAINT \(table)_\(column)_check",
        ]
    }

    static let orders = [
        Order(
            name: "what is added comes first, what is checked then, what goes at last",
            planned: notNull("public.t", "a") + notNull("public.t", "b") + notNull("public.u", "c"),
            order: [0, 4, 8, 1, 5, 9, 2, 3, 6, 7, 10, 11]),
        Order(
            name: "an index and the column of another table",
            planned: [
                "ALTER TABLE public.t ADD COLUMN a integer",
                "! CREATE INDEX CONCURRENTLY i ON public.t USING btree (a)",
                "ALTER TABLE public.u ADD COLUMN b integer",
                "! CREATE INDEX CONCURRENTLY j ON public.u USING btree (b)",
            ], order: [0, 2, 1, 3]),
        Order(
            name: "what has the name of an index waits for it",
            planned: [
                "ALTER TABLE public.t ADD COLUMN a integer",
                "! CREATE UNIQUE INDEX CONCURRENTLY k ON public.t USING btree (a)",
                "ALTER TABLE public.t ADD CONSTRAINT k UNIQUE USING INDEX k",
            ]),
        Order(
            name: "a foreign key waits for the index that it leads to",
            planned: [
                "ALTER TABLE public.t ADD COLUMN a integer",
                "! CREATE UNIQUE INDEX CONCURRENTLY k ON public.t USING btree (a)",
                "ALTER TABLE public.u ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES public.t (a) NOT VALID",
                "! ALTER TABLE public.u VALIDATE CONSTRAINT f",
            ]),
        Order(
            name: "what goes does not go earlier",
            planned: [
                "ALTER TABLE public.t ADD COLUMN a integer",
                "! CREATE INDEX CONCURRENTLY new_one ON public.t USING btree (a)", "DROP INDEX public.old_one",
                "! CREATE INDEX CONCURRENTLY other ON public.u USING btree (y)", "DROP INDEX public.old_other",
            ], order: [0, 1, 3, 2, 4]),
        Order(
            name: "an index does not mind what else becomes of its columns",
            planned: notNull("public.t", "a") + ["! CREATE INDEX CONCURRENTLY i ON public.t (a, b)"],
            order: [0, 1, 4, 2, 3]),
        Order(
            name: "a table is there before what is about it",
            planned: [
                "ALTER TABLE public.t ADD COLUMN a integer", "! CREATE INDEX CONCURRENTLY i ON public.t (a)",
                "CREATE TABLE public.u (id integer REFERENCES public.t (b))", "COMMENT ON TABLE public.u IS 'New'",
                "! CREATE INDEX CONCURRENTLY j ON public.u (id)",
            ], order: [0, 2, 3, 1, 4]),
        Order(
            name: "a view or a function is passed by nothing",
            planned: [
                "ALTER TABLE public.t ADD COLUMN a integer",
                "! CREATE INDEX CONCURRENTLY i ON public.t USING btree (a)",
                "CREATE VIEW public.v AS SELECT 1", "! CREATE INDEX CONCURRENTLY j ON public.u USING btree (b)",
            ]),
        Order(
            name: "a name in a text is a name",
            planned: [
                "ALTER TABLE public.t ADD CONSTRAINT \"My Check\" CHECK ((a > 0)) NOT VALID",
                "! ALTER TABLE public.t VALIDATE CONSTRAINT \"My Check\"",
                "ALTER TABLE public.u ADD CONSTRAINT c CHECK ((x <> 'My Check'::text)) NOT VALID",
                "! ALTER TABLE public.u VALIDATE CONSTRAINT c",
            ]),
    ]

    @Test(arguments: orders) func statementsAreGrouped(_ order: Order) {
        let planned = order.planned.map {
            ChangeStatement($0.replacing("! ", with: ""), "", isOutsideTransaction: $0.hasPrefix("! "))
        }
        let grouped = StatementGrouping(planned).ordered
        let wanted = (order.order ?? Array(planned.indices)).map { planned[$0].sql }
        #expect(grouped.map(\.sql) == wanted, "\(grouped.map(\.sql).joined(separator: "\n"))")
    }
}
