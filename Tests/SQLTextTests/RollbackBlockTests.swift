import Testing

@testable import SQLText

@Suite struct RollbackBlockTests {
    private func script(_ text: SourceText) throws -> SourceText {
        let marker = try #require(
            Directive.all(in: text).first {
                if case .rollback = $0.kind { true } else { false }
            })
        return try RollbackBlock.script(of: text, from: marker.line)
    }

    @Test func blockKeepsItsPlaceInTheFile() throws {
        let text = SourceText(
            "-- é\nCREATE TABLE t (a);\n\n-- ROLLBACK:\n-- DROP TABLE 漢;\n\n  --DROP TABLE u; -- why\n", name: "a.sql")
        let block = try script(text)
        #expect(block.utf8.count == text.utf8.count)
        #expect(block.name == text.name)
        let statements = SQLScript.statements(in: block)
        #expect(statements.map { $0.text(in: block) } == ["DROP TABLE 漢;", "DROP TABLE u;"])
        #expect(statements.map { $0.text(in: text) } == ["DROP TABLE 漢;", "DROP TABLE u;"])
        for statement in statements {
            #expect(block.position(of: statement.offset) == text.position(of: statement.offset))
        }
        #expect(block.position(of: statements[1].offset) == SourcePosition(line: 7, column: 5))
    }

    @Test func statementOnTheLineOfTheMarkerBelongsToTheBlock() throws {
        let block = try script(SourceText("SELECT 1;\n-- Rollback: DROP TABLE t;", name: "a.sql"))
        #expect(SQLScript.statements(in: block).map { $0.text(in: block) } == ["DROP TABLE t;"])
    }

    @Test func statementsMaySpanLinesAndHoldComments() throws {
        let block = try script(
            SourceText("-- ROLLBACK:\n-- -- first\n-- DROP TABLE\n--   t; SELECT '\n-- x';\n--", name: "a.sql"))
        #expect(
            SQLScript.statements(in: block).map { $0.text(in: block) } == [
                "DROP TABLE\n     t;", "SELECT '\n   x';",
            ])
    }

    @Test(arguments: ["-- ROLLBACK:", "-- ROLLBACK:\n", "-- ROLLBACK:\n\n--\n  \n"])
    func blockWithoutStatementsIsEmpty(_ file: String) throws {
        #expect(SQLScript.statements(in: try script(SourceText(file, name: "a.sql"))).isEmpty)
    }

    @Test(arguments: [
        ("-- ROLLBACK:\nDROP TABLE t;", 13), ("-- ROLLBACK:\n-- a\n\n  - b", 21), ("-- ROLLBACK:\n-- a\n-", 18),
        ("SELECT 1;\n-- ROLLBACK:\n-- a;\nSELECT 2;", 29),
    ])
    func lineThatIsNoCommentIsAnErrorWithItsPlace(_ file: String, _ offset: Int) {
        #expect(throws: RollbackBlockError.notCommented(SourceOffset(utf8: offset))) {
            try script(SourceText(file, name: "a.sql"))
        }
    }

    @Test func sectionKeepsItsPlaceInTheFile() {
        let text = SourceText("-- martlet:up\nSELECT 'é';\n-- martlet:down\nSELECT '漢';\n", name: "a.sql")
        let marks = Directive.all(in: text)
        #expect(marks.map(\.kind) == [.up(.martlet), .down(.martlet)])
        let up = text.keeping(only: marks[0].line.range.upperBound..<marks[1].line.range.lowerBound)
        let down = text.keeping(only: marks[1].line.range.upperBound..<text.utf8.count)
        #expect(up.utf8.count == text.utf8.count && down.utf8.count == text.utf8.count)
        #expect(SQLScript.statements(in: up).map { $0.text(in: text) } == ["SELECT 'é';"])
        #expect(SQLScript.statements(in: down).map { $0.text(in: text) } == ["SELECT '漢';"])
        #expect(SQLScript.statements(in: down).map { down.position(of: $0.offset).line } == [4])
        #expect(text.keeping(only: 90..<99).utf8.allSatisfy { $0 == 0x20 || $0 == 0x0A })
    }

    @Test(arguments: ["CREATE ROLE a;", "CREATE ROLE a", "DROP\nDATABASE\na;"])
    func whatIsLeftOutKeepsThePlacesOfTheRest(_ leftOut: String) throws {
        let text = SourceText("SELECT 2; -- é\n\(leftOut)", name: "a.sql", dialect: .postgres)
        let statements = SQLScript.statements(in: text)
        let idle = text.idling([statements[1]])
        #expect(idle.utf8.count == text.utf8.count)
        #expect(idle.utf8.count { $0 == 0x0A } == text.utf8.count { $0 == 0x0A })
        let rest = SQLScript.statements(in: idle)
        #expect(rest.count == 2 && rest[0].range == statements[0].range)
        #expect(rest[1].text(in: idle).hasPrefix("SELECT 1"))
        #expect(text.idling([]) == text)
    }
}
