/// How the statements of a file are cut, each of which runs in many transactions of its own.
public struct BatchOptions: Sendable, Hashable {
    /// How many rows of the table a batch goes through; `nil` if the file does not run in batches.
    public var rows: Int?
    /// How long others have between two batches.
    public var pause: Duration?
    /// By which columns tables are gone through that are not gone through by their primary key.
    public var keys: [TableKey] = []

    /// Columns of a table.
    public struct TableKey: Sendable, Hashable {
        /// The table's name, as it is written in the option.
        public var table: String
        /// The columns, in order.
        public var columns: [String]
    }

    /// The names of the options.
    static let keys = ["batch", "pause", "key"]

    /// Takes over one option; says what is wrong with it.
    mutating func take(_ key: String, _ value: String?) -> String? {
        switch key {
        case "batch":
            guard let value, let rows = Int(value), (1...1_000_000_000).contains(rows) else {
                return "batch is a number of rows, such as 5000, not \(value ?? "nothing")"
            }
            self.rows = rows
        case "pause":
            guard let pause = DurationText.parse(value ?? "") else {
                return "pause is \(DurationText.form), not \(value ?? "nothing")"
            }
            self.pause = pause
        default:
            guard let key = TableKey(value ?? "") else {
                return
                    "key is a table and its columns, such as orders.id or orders.day,number, not \(value ?? "nothing")"
            }
            keys.append(key)
        }
        return nil
    }
}

extension BatchOptions.TableKey {
    /// Reads `table.column,column`.
    init?(_ text: String) {
        guard let dot = text.lastIndex(of: "."), dot != text.startIndex else { return nil }
        let columns = text[text.index(after: dot)...].split(separator: ",", omittingEmptySubsequences: false)
        guard columns.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.init(table: String(text[..<dot]), columns: columns.map(String.init))
    }
}
