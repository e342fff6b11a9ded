internal import SQLText
internal import SchemaModel

/// Something that SQLite knows only from a version on.
///
/// <https://www.sqlite.org/changes.html>
struct SQLiteFeature {
    /// What it is, in words.
    let name: String
    /// The first version that has it.
    let since: EngineVersion
    /// Where it is used.
    let place: Range<Int>

    /// What a statement uses.
    static func used(by statement: SQLiteStatement) -> [SQLiteFeature] {
        let altered = ofAlterTable(statement)
        let made = ofCreateTable(statement)
        let words = byWords.compactMap { entry -> SQLiteFeature? in
            guard entry.isIn(statement.kind), let index = entry.find(statement) else { return nil }
            return SQLiteFeature(name: entry.name, since: entry.since, place: statement.place(of: index))
        }
        return altered + made + words
    }

    private static func ofAlterTable(_ statement: SQLiteStatement) -> [SQLiteFeature] {
        guard case .alterTable(_, let alteration) = statement.kind else { return [] }
        switch alteration {
        case .renameColumn:
            return feature("RENAME COLUMN", EngineVersion(3, 25), statement, statement.firstIndex(of: "rename"))
        case .dropColumn:
            return feature("DROP COLUMN", EngineVersion(3, 35), statement, statement.firstIndex(of: "drop"))
        case .renameTo, .addColumn, .other: return []
        }
    }

    private static func ofCreateTable(_ statement: SQLiteStatement) -> [SQLiteFeature] {
        var features: [SQLiteFeature] = []
        if statement.createdTable?.traits.isStrict == true {
            features += feature("STRICT", EngineVersion(3, 37), statement, statement.firstIndex(of: "strict"))
        }
        if let column = statement.columns.first(where: { $0.column.generated != nil }) {
            features += feature(
                "a generated column", EngineVersion(3, 31), statement, column.tokens.lowerBound)
        }
        return features
    }

    private static func feature(
        _ name: String, _ since: EngineVersion, _ statement: SQLiteStatement, _ index: Int?
    ) -> [SQLiteFeature] {
        index.map { [SQLiteFeature(name: name, since: since, place: statement.place(of: $0))] } ?? []
    }

    // MARK: By words

    private struct Words: Sendable {
        let name: String
        let since: EngineVersion
        let isIn: @Sendable (StatementKind) -> Bool
        let find: @Sendable (SQLiteStatement) -> Int?
    }

    private static let byWords: [Words] = [
        Words(name: "ON CONFLICT DO", since: EngineVersion(3, 24), isIn: isInsert) {
            $0.firstIndex(of: "on", "conflict")
        },
        Words(name: "RETURNING", since: EngineVersion(3, 35), isIn: changesRows) { $0.firstIndex(of: "returning") },
        Words(name: "UPDATE … FROM", since: EngineVersion(3, 33), isIn: isUpdate) { statement in
            statement.firstIndex(of: "update").flatMap { statement.firstIndex(of: "from", from: $0) }
        },
        Words(name: "RIGHT JOIN", since: EngineVersion(3, 39), isIn: { _ in true }) { join("right", $0) },
        Words(name: "FULL JOIN", since: EngineVersion(3, 39), isIn: { _ in true }) { join("full", $0) },
    ]

    private static func join(_ keyword: StaticString, _ statement: SQLiteStatement) -> Int? {
        statement.tokens.all.indices.first { index in
            let next = statement.isWord("outer", at: index + 1) ? index + 2 : index + 1
            return statement.isWord(keyword, at: index) && statement.isWord("join", at: next)
        }
    }

    private static func isInsert(_ kind: StatementKind) -> Bool { kind == .insert }

    private static func isUpdate(_ kind: StatementKind) -> Bool { if case .update = kind { true } else { false } }

    private static func changesRows(_ kind: StatementKind) -> Bool {
        switch kind {
        case .insert, .update, .delete: true
        default: false
        }
    }
}
