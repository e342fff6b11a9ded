import SQLText
import Testing

@testable import MartletCore

/// Where each tool finds the two ways in a file, and what it says of how they are run.
@Suite struct LayoutSectionsTests {
    private func sections(
        _ layout: any MigrationLayout, _ text: String
    ) throws -> (up: String, down: String?, options: ScriptOptions, downOptions: ScriptOptions?) {
        let text = SourceText(text, name: "1_a.sql", dialect: .postgres)
        let found = try layout.sections(text, ScriptOptions())
        return (
            text.text(in: found.up), found.down.map { $0.string.trimmingBlanks }, found.options, found.downOptions
        )
    }

    @Test func dbmateHasOptionsForEachWay() throws {
        let found = try sections(
            DbmateLayout(), "-- note\n-- migrate:up transaction:false\nA;\n--migrate:down\nB;\n")
        #expect(found.up == "A;\n" && found.down == "B;")
        #expect(found.options.transaction == .none && found.downOptions?.transaction == .each)
    }

    @Test func dbmateReadsMarksAtTheMarginAlone() throws {
        let found = try sections(DbmateLayout(), "-- migrate:up\nA;\n  -- migrate:down\nB;\n")
        #expect(found.up == "A;\n  -- migrate:down\nB;\n" && found.down == nil)
    }

    @Test(arguments: [("-- migrate:down\nA;", "1:1"), ("-- migrate:up\n-- migrate:up\n", "2:1"), ("A;\n", "")])
    func sectionsOutOfOrderAreRefused(_ text: String, _ place: String) throws {
        let error = try diagnostic { () throws(MartletError) in
            try DbmateLayout().sections(SourceText(text, name: "1_a.sql"), ScriptOptions())
        }
        #expect(error.code == .directive)
        #expect(error.location?.position.map { "\($0.line):\($0.column)" } ?? "" == place)
    }

    @Test func gooseHasOneTransactionRuleForBothWays() throws {
        let text = """
            -- +goose NO TRANSACTION
            -- +goose up
            -- +goose StatementBegin
            A;
            -- +goose StatementEnd
            -- +goose Down
            B;
            """
        let found = try sections(GooseLayout(), text)
        #expect(found.up == "-- +goose StatementBegin\nA;\n-- +goose StatementEnd\n" && found.down == "B;")
        #expect(found.options.transaction == .none && found.downOptions == nil)
    }

    @Test func aMarkInTheWrongPlaceIsAnErrorAndNoComment() throws {
        let cases: [(any MigrationLayout, String)] = [
            (AtlasLayout(), "-- atlas:checkpoint\nA;"), (AtlasLayout(), "A;\n-- atlas:checkpoint\n"),
        ]
        for (layout, text) in cases {
            let error = try diagnostic { () throws(MartletError) in
                try layout.sections(SourceText(text, name: "1_a.sql"), ScriptOptions())
            }
            #expect(error.code == .directive)
        }
    }

    @Test(arguments: [
        ("-- no-transaction\nA;", ScriptOptions.Transaction.none), (" -- no-transaction\nA;", .each), ("A;", .each),
    ])
    func sqlxLooksAtTheFirstBytes(_ text: String, _ transaction: ScriptOptions.Transaction) throws {
        #expect(try sections(SqlxLayout(), text).options.transaction == transaction)
    }

    @Test(arguments: [
        ("-- atlas:txmode none\n\nA;", ScriptOptions.Transaction.none), ("-- atlas:txmode file\nA;", .each),
    ])
    func atlasHasAModeForEachFile(_ text: String, _ transaction: ScriptOptions.Transaction) throws {
        #expect(try sections(AtlasLayout(), text).options.transaction == transaction)
    }

    @Test(arguments: [
        ("-- postgres-migrations disable-transaction\nA;", ScriptOptions.Transaction.none),
        ("A;\n-- postgres-migrations disable-transaction\n", .each),
    ])
    func aPlainFileMaySayItInItsFirstLine(_ text: String, _ transaction: ScriptOptions.Transaction) throws {
        #expect(try sections(PlainLayout(), text).options.transaction == transaction)
    }

    /// A file that leaves the key out says `false`, as `bool` does where it is not written.
    @Test(arguments: [
        ("run_in_transaction = false\n", ScriptOptions.Transaction.none), ("run_in_transaction=true # x", .each),
        ("", .none), ("[other]\nx = 1\n", .none),
    ])
    func dieselSaysItInAFileBeside(_ settings: String, _ transaction: ScriptOptions.Transaction) {
        var options = ScriptOptions()
        DieselLayout().take(settings, into: &options)
        #expect(options.transaction == transaction)
    }

    @Test(arguments: [
        ("executeInTransaction=false\n", ScriptOptions.Transaction.none), ("encoding=UTF-8\n", .each),
        ("executeInTransaction = TRUE", .each),
    ])
    func flywaySaysItInAFileBeside(_ settings: String, _ transaction: ScriptOptions.Transaction) {
        var options = ScriptOptions()
        FlywayLayout().take(settings, into: &options)
        #expect(options.transaction == transaction)
    }

    // MARK: A transaction of its own

    @Test(arguments: [
        ("BEGIN; A; COMMIT;", true), ("begin transaction;\nA;\nend;", true), ("BEGIN; A;", true), ("A;", false),
        ("BEGIN; A; COMMIT; B;", false), ("A; BEGIN; B; COMMIT;", false),
        ("BEGIN ISOLATION LEVEL SERIALIZABLE; A; COMMIT;", false), ("BEGIN; A; COMMIT; BEGIN; B; COMMIT;", false),
        ("BEGIN; A; ROLLBACK;", false),
    ])
    func aFileThatIsOneTransactionLosesItsMarks(_ sql: String, _ isWhole: Bool) {
        let found = WholeTransaction.unwrapped(SourceText(sql, name: "a.sql", dialect: .postgres))
        #expect((found != nil) == isWhole)
        guard let found else { return }
        #expect(found.utf8.count == sql.utf8.count)
        #expect(SQLScript.statements(in: found).allSatisfy { !$0.kind(in: found).controlsTransaction })
    }
}
