extension StatementKind {
    /// Whether a statement of PostgreSQL leaves its session as it was: it changes no setting, and runs nobody's functions.
    ///
    /// Such are DROP, CREATE INDEX, and CREATE TABLE with nothing behind its columns: their defaults and checks are run
    /// by those who write rows. The functions of an index are run, with what they set put back afterwards
    /// (`NewGUCNestLevel` in the server's indexcmds.c). Of event triggers no statement can tell.
    public static func leavesNoTraces(_ statement: UnsafeBufferPointer<UInt8>) -> Bool {
        var words = PostgresWords(statement)
        switch classify(&words) {
        case .dropTable, .dropOther, .createIndex: return true
        case .createTable: return words.takeParentheses() && words.isAtEnd
        default: return false
        }
    }
}
