internal import SQLText

extension SQLiteDefinition {
    /// Reads a CREATE TRIGGER, and tells the table or view that it belongs to.
    ///
    /// FOR EACH ROW is left out, as there is nothing else; BEFORE is told where nothing is written.
    /// Source: <https://www.sqlite.org/lang_createtrigger.html>.
    public static func trigger(_ sql: String) throws(SQLiteSyntaxError) -> (trigger: Trigger, table: String) {
        var tokens = try SQLiteTokens(sql)
        try tokens.expect("create")
        try start(of: "trigger", &tokens)
        let name = try tokens.objectName()
        let timing = takeTiming(&tokens)
        let event = try takeEvent(&tokens)
        try tokens.expect("on")
        let table = try tokens.name("the name of a table")
        if tokens.take("for") {
            try tokens.expect("each")
            try tokens.expect("row")
        }
        let condition = tokens.take("when") ? try takeCondition(&tokens) : nil
        let action = try takeAction(&tokens)
        let trigger = SQLiteDefinition.trigger(
            name, timing, [event], on: table, when: condition, action: action)
        return (trigger, table)
    }

    /// A trigger of its parts; of the action each statement ends with a semicolon.
    public static func trigger(
        _ name: String, _ timing: String, _ events: [String], on table: String, when condition: String? = nil,
        action: String
    ) -> Trigger {
        let head = "CREATE TRIGGER \(name.quotedName(.sqlite)) \(timing) \(events.joined(separator: " OR "))"
        let place = "\nON \(table.quotedName(.sqlite))" + (condition.map { "\nWHEN \($0)" } ?? "")
        let body = SQLiteLayout.body(action.utf8, indentation: "    ")
        return Trigger(
            name, timing: timing, events: events, action: SQLiteLayout.body(action.utf8),
            definition: "\(head)\(place)\nBEGIN\n\(body)\nEND")
    }

    private static func takeTiming(_ tokens: inout SQLiteTokens) -> String {
        if tokens.take("after") { return "AFTER" }
        if tokens.take("instead", "of") { return "INSTEAD OF" }
        _ = tokens.take("before")
        return "BEFORE"
    }

    private static func takeEvent(_ tokens: inout SQLiteTokens) throws(SQLiteSyntaxError) -> String {
        if tokens.take("insert") { return "INSERT" }
        if tokens.take("delete") { return "DELETE" }
        guard tokens.take("update") else { throw tokens.expected("INSERT, UPDATE or DELETE") }
        guard tokens.take("of") else { return "UPDATE" }
        var columns = [try tokens.name("a column")]
        while tokens.take(symbol: ",") { columns.append(try tokens.name("a column")) }
        return "UPDATE OF " + columns.map { $0.quotedName(.sqlite) }.joined(separator: ", ")
    }

    /// The condition ends where BEGIN stands alone: a column of that name stands behind a dot.
    private static func takeCondition(_ tokens: inout SQLiteTokens) throws(SQLiteSyntaxError) -> String {
        let start = tokens.position
        while !tokens.isAtEnd, !tokens.isNext("begin") || tokens.isSymbol(".", at: tokens.position - 1) {
            tokens.position += 1
        }
        guard tokens.position > start, !tokens.isAtEnd else { throw tokens.expected("a condition, and BEGIN") }
        return tokens.expression(start..<tokens.position, SQLiteNames([]))
    }

    private static func takeAction(_ tokens: inout SQLiteTokens) throws(SQLiteSyntaxError) -> String {
        try tokens.expect("begin")
        let last = tokens.all.count - 1
        guard tokens.position < last, tokens.isKeyword("end", at: last), tokens.all[last - 1].kind == .semicolon else {
            throw tokens.expected("statements, each with its semicolon, and END", at: last)
        }
        let body = tokens.all[tokens.position - 1].range.upperBound..<tokens.all[last].range.lowerBound
        return SQLiteLayout.body(tokens.bytes[body])
    }
}
