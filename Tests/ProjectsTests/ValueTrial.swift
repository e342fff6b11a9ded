/// A row that a table takes, and values that it does not, one at a time in a row that is otherwise good.
struct ValueTrial {
    typealias Row = [(column: String, value: String)]

    let table: String
    /// Values as SQL writes them.
    let good: Row
    /// Values that are refused, by column.
    let bad: [String: [String]]
    /// How many rows the table has.
    let count: Int

    /// How many values are tried.
    var tries: Int { bad.values.reduce(0) { $0 + $1.count } }

    /// A script for the client, which goes on after errors.
    ///
    /// It prints what was taken and should not have been, and the other way round. The database stays as it is.
    var script: String {
        var script = attempt(good, "the good row was refused", when: "NOT \(isAccepted)")
        for (column, values) in bad {
            for value in values {
                let row = good.map { $0.column == column ? (column: column, value: value) : $0 }
                script += attempt(row, "\(column) = \(value) was accepted", when: isAccepted)
            }
        }
        return script
    }

    private var isAccepted: String { "(SELECT count(*) FROM \(table)) <> \(count)" }

    private func attempt(_ row: Row, _ message: String, when condition: String) -> String {
        let quoted = message.replacing("'", with: "''")
        let columns = row.map(\.column).joined(separator: ", ")
        let values = row.map(\.value).joined(separator: ", ")
        return "SAVEPOINT one;\nINSERT INTO \(table) (\(columns)) VALUES (\(values));\n"
            + "SELECT '\(quoted)' WHERE \(condition);\nROLLBACK TO one; RELEASE one;\n"
    }
}
