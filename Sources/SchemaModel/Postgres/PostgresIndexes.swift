public import SQLText

extension PostgresDDL {
    /// The statements that make an index, of a table or of a materialised view.
    ///
    /// One of a partitioned table is made there alone: those of the partitions are made by themselves, then attached.
    /// - Parameters:
    ///   - isPartitioned: whether the table is.
    ///   - concurrently: whether others may write meanwhile.
    public static func createIndex(
        _ index: Index, on table: ObjectName, isPartitioned: Bool = false, concurrently: Bool = false
    ) -> [String] {
        var text = "CREATE \(index.isUnique ? "UNIQUE INDEX" : "INDEX") \(concurrently ? "CONCURRENTLY " : "")"
        text += name(index.name)
        text += " ON \(isPartitioned ? "ONLY " : "")\(name(table))"
        if index.method != "btree" { text += " USING \(name(index.method))" }
        text += " (\(index.parts.map(indexPart).joined(separator: ", ")))"
        if !index.included.isEmpty { text += " INCLUDE \(list(index.included))" }
        if index.nullsAreEqual { text += " NULLS NOT DISTINCT" }
        if !index.options.isEmpty { text += " WITH (\(options(index.options)))" }
        if let predicate = index.predicate { text += " WHERE (\(predicate))" }
        guard let parent = index.parent else { return [text] }
        return [text, attachIndex(index.name, of: table, to: parent)]
    }

    /// The statements that say how much is gathered of an index' expressions, where that is not as usual.
    static func indexStatistics(_ index: Index, on table: ObjectName, from old: Index? = nil) -> [String] {
        index.parts.enumerated().compactMap { place, part in
            let before = old.flatMap { $0.parts.indices.contains(place) ? $0.parts[place].statistics : nil }
            guard before != part.statistics else { return nil }
            return "ALTER INDEX \(name(ObjectName(schema: table.schema, index.name))) ALTER COLUMN \(place + 1) "
                + "SET STATISTICS \(part.statistics ?? -1)"
        }
    }

    /// A column or expression of an index, with what is unusual about it.
    static func indexPart(_ part: IndexPart) -> String {
        var text = part.column.map { name($0) } ?? part.expression.map(indexExpression) ?? ""
        if let collation = part.collation { text += " COLLATE \(name(collation))" }
        if let operators = part.operatorClass { text += " \(operators)" }
        if part.isDescending { text += " DESC" }
        if let first = part.nullsFirst { text += first ? " NULLS FIRST" : " NULLS LAST" }
        return text
    }

    /// An expression: a call of a function stands by itself, all else in parentheses.
    private static func indexExpression(_ expression: String) -> String {
        isCall(expression) ? expression : "(\(expression))"
    }

    /// Whether it is a plain call: a name in small letters, and parentheses that hold all the rest.
    private static func isCall(_ expression: String) -> Bool {
        let bytes = Array(expression.utf8)
        guard let open = bytes.firstIndex(of: UInt8(ascii: "(")), open > 0 else { return false }
        let isName = bytes[..<open].allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
        }
        guard isName else { return false }
        var (depth, isText) = (0, false)
        for index in open..<bytes.count {
            // Names in quotes count as texts: what is in them matters as little.
            if bytes[index] == UInt8(ascii: "'") || bytes[index] == UInt8(ascii: "\"") { isText.toggle() }
            guard !isText else { continue }
            if bytes[index] == UInt8(ascii: "(") { depth += 1 }
            if bytes[index] == UInt8(ascii: ")") { depth -= 1 }
            if depth == 0 { return index == bytes.count - 1 }
        }
        return false
    }
}
