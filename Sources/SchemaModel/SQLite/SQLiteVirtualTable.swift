internal import SQLText

/// What a virtual table keeps, as far as its module is known.
///
/// Tables in which a module keeps its own data, such as `docs_content` of `docs`, are no part of a schema.
/// Source: <https://www.sqlite.org/fts5.html>, <https://www.sqlite.org/fts3.html>, <https://www.sqlite.org/rtree.html>.
struct SQLiteVirtualTable {
    /// Where its rows are.
    enum Content: Hashable {
        /// In the table itself: a query reads back what was inserted.
        case own
        /// In another table or view: it is an index over that.
        case other(String)
        /// Nowhere: it is an index of what was inserted, which cannot be read back.
        case none
        /// In other tables: it only shows what they keep.
        case shown
        /// Nobody knows.
        case unknown
    }

    /// Whose columns another of the family can take over.
    enum Family {
        case text, boxes, other
    }

    /// The module of R*Trees whose numbers have no fractions.
    static let wholeNumberBoxes = "rtree_i32"

    /// The module, with small letters.
    let module: String
    let content: Content
    /// The columns of an R*Tree that are no part of the box, with small letters.
    let auxiliary: Set<String>
    private let options: [String: String]

    /// Reads the arguments of a table's module.
    init(_ table: Table) {
        guard let tokens = try? SQLiteTokens(table.traits.module ?? ""), let name = tokens.name(at: 0) else {
            (module, content, auxiliary, options) = ("", .unknown, [], [:])
            return
        }
        module = name.foldedForSQLite
        let end = tokens.closing(1, before: tokens.all.count) ?? 1
        let arguments = end > 2 ? tokens.parts(of: 2..<end) : []
        var options: [String: String] = [:]
        for range in arguments where tokens.isSymbol("=", at: range.lowerBound + 1) {
            let key = tokens.name(at: range.lowerBound)?.foldedForSQLite ?? ""
            options[key] = tokens.name(at: range.lowerBound + 2) ?? ""
        }
        self.options = options
        auxiliary = Set(
            arguments.filter { tokens.isSymbol("+", at: $0.lowerBound) }.compactMap {
                tokens.name(at: $0.lowerBound + 1)?.foldedForSQLite
            })
        content = Self.content(module, options["content"])
    }

    private static func content(_ module: String, _ name: String?) -> Content {
        switch module {
        case "fts4", "fts5":
            guard let name else { return .own }
            return name.isEmpty ? .none : .other(name)
        case "fts3", "rtree", wholeNumberBoxes: return .own
        case "fts5vocab", "fts4aux", "fts3tokenize": return .shown
        default: return .unknown
        }
    }

    /// What kind of rows it has.
    var family: Family {
        switch module {
        case "fts3", "fts4", "fts5": .text
        case "rtree", Self.wholeNumberBoxes: .boxes
        default: .other
        }
    }

    /// FTS4: the hidden column that has the language of each row.
    var language: String? { module == "fts4" ? options["languageid"] : nil }

    /// The column of the other table by which an index finds its rows.
    var rowNumber: String { (module == "fts5" ? options["content_rowid"] : nil) ?? "rowid" }
}
