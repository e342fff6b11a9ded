internal import SQLText

/// What comes before what in a list of statements for SQLite.
enum SQLiteOrder {
    /// Tables behind those that they refer to.
    static func tables(_ tables: [Table]) -> [Table] {
        order(tables, name: \.name.name) { table in Set(table.foreignKeys.map(\.table.name.foldedForSQLite)) }
    }

    /// Views behind those that they read: whose names stand in the query.
    static func views(_ views: [View]) -> [View] { order(views, name: \.name.name) { names(in: $0.query) } }

    /// All names in a text, and more: words that are none.
    private static func names(in text: String) -> Set<String> {
        guard let tokens = try? SQLiteTokens(text) else { return [] }
        return Set(tokens.all.indices.compactMap { tokens.name(at: $0)?.foldedForSQLite })
    }

    /// Puts what is needed before what needs it; where there is a choice, the order of names stays.
    private static func order<Object>(
        _ objects: [Object], name: (Object) -> String, needs: (Object) -> Set<String>
    ) -> [Object] {
        let names = objects.map { name($0).foldedForSQLite }
        let place = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
        let needed = objects.map { object in needs(object).compactMap { place[$0] }.sorted() }
        var result: [Int] = []
        var isSeen = [Bool](repeating: false, count: objects.count)
        for start in objects.indices where !isSeen[start] {
            // A stack of its own: a chain of references may be long.
            var stack = [(object: start, next: 0)]
            isSeen[start] = true
            while let top = stack.last {
                if top.next < needed[top.object].count {
                    stack[stack.count - 1].next += 1
                    let other = needed[top.object][top.next]
                    if !isSeen[other] { stack.append((other, 0)) }
                    isSeen[other] = true
                } else {
                    result.append(top.object)
                    stack.removeLast()
                }
            }
        }
        return result.map { objects[$0] }
    }
}
