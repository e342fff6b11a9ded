public import SQLText

/// Names that the server makes for what nobody named.
///
/// Source: <https://github.com/postgres/postgres/blob/master/src/backend/commands/indexcmds.c>, `makeObjectName`.
public enum ServerName {
    /// The longest name, in bytes.
    private static let limit = 63

    /// The name of what belongs to a column: `table_column_seq`, in the table's schema.
    public static func made(_ table: ObjectName, _ column: String, _ label: String) -> ObjectName {
        ObjectName(schema: table.schema, made(table.name, column, label))
    }

    /// The longer of both names is cut until all fit, never within a character.
    public static func made(_ first: String, _ second: String?, _ label: String) -> String {
        var (left, right) = (first.utf8.count, second?.utf8.count ?? 0)
        let marks = second == nil ? 1 : 2
        while left + right + label.utf8.count + marks > limit {
            if left > right { left -= 1 } else { right -= 1 }
        }
        return [first.clipped(to: left), second?.clipped(to: right), label].compactMap(\.self).joined(
            separator: "_")
    }
}

extension String {
    /// The first bytes, without a character that would be cut.
    fileprivate func clipped(to count: Int) -> String {
        var count = count
        let bytes = Array(utf8)
        while count > 0, count < bytes.count, bytes[count] & 0xc0 == 0x80 { count -= 1 }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
