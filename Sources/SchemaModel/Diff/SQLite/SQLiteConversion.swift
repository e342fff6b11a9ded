internal import SQLText

/// What becomes of the values of a column of SQLite that are copied into one of another affinity.
///
/// A value that would not come back as it was is lost: `'01234'` in a column of numbers is 1234.
/// Sources: <https://www.sqlite.org/datatype3.html#type_affinity>, and for what a comparison converts
/// <https://www.sqlite.org/datatype3.html#type_conversions_prior_to_comparison>.
struct SQLiteConversion {
    /// The name of the new column.
    let column: String
    /// What the copy makes of the values, as sentences.
    let remark: String
    /// What is lost, as the end of a sentence.
    let loss: String
    /// A condition on the old table that holds for each row whose value is lost.
    let condition: String

    /// The conversion; `nil` if every value stays what it is.
    init?(from old: Column, of oldTable: Table, to new: Column, of newTable: Table) {
        let isNewKey = newTable.rowIDColumn == new.name && oldTable.rowIDColumn != old.name
        let before = SQLiteAffinity(old.type, isStrict: oldTable.traits.isStrict)
        let after = SQLiteAffinity(new.type, isStrict: newTable.traits.isStrict)
        let name = old.name.quotedName(.sqlite)
        var parts = Self.conversion(of: name, old.name, from: before, to: after).map { [$0] } ?? []
        if isNewKey, old.isNullable {
            parts.append(("NULL in \(old.name) becomes a new number", "NULL gets a number", "\(name) IS NULL"))
        }
        guard !parts.isEmpty else { return nil }
        column = new.name
        remark = parts.map { "\($0.remark)." }.joined(separator: " ")
        loss = parts.map(\.loss).joined(separator: ", or ")
        condition = parts.map { parts.count > 1 ? "(\($0.condition))" : $0.condition }.joined(separator: " OR ")
    }

    private typealias Part = (remark: String, loss: String, condition: String)

    /// What happens to the values of a column, by its name as it is and as it is written.
    private static func conversion(
        of name: String, _ shown: String, from old: SQLiteAffinity, to new: SQLiteAffinity
    ) -> Part? {
        switch (old, new) {
        case (_, .blob), (.text, .text), (.numeric, .numeric), (.real, .real), (.real, .numeric): nil
        case (_, .text):
            (
                "Numbers in \(shown) become texts", "a fraction has more digits than its text",
                "typeof(\(name)) = 'real' AND CAST(CAST(\(name) AS TEXT) AS REAL) <> \(name)"
            )
        case (.numeric, .real):
            ("Whole numbers in \(shown) become fractions", "a whole number is beyond 53 bits", roundedNumber(name))
        case (.text, .numeric), (.blob, .numeric):
            (
                "Texts in \(shown) that are numbers become numbers", lostText,
                otherText(name, "CAST(CAST(\(name) AS NUMERIC) AS TEXT) COLLATE BINARY <> \(name)")
            )
        case (.text, .real):
            ("Texts in \(shown) that are numbers become fractions, 36 as 36.0", lostText, otherFraction(name))
        case (.blob, .real):
            (
                "Numbers in \(shown), in texts too, become fractions", "\(lostText), or a whole number beyond 53 bits",
                "\(roundedNumber(name)) OR \(otherFraction(name))"
            )
        }
    }

    private static let lostText = "a text is not what its number is written as, such as 01234, +49, 1e3 or 20 digits"

    private static func roundedNumber(_ name: String) -> String {
        "typeof(\(name)) = 'integer' AND \(name) NOT BETWEEN -9007199254740992 AND 9007199254740992"
    }

    /// Only a text that is a number altogether equals what CAST makes of it.
    private static func otherText(_ name: String, _ condition: String) -> String {
        "typeof(\(name)) = 'text' AND CAST(\(name) AS NUMERIC) = \(name) AND \(condition)"
    }

    /// A whole number comes back with a point, and so may be written without one; with more than 15 digits it does not.
    private static func otherFraction(_ name: String) -> String {
        let whole = "CAST(\(name) AS INTEGER)"
        return otherText(
            name,
            """
            CAST(CAST(\(name) AS REAL) AS TEXT) COLLATE BINARY <> \(name) \
            AND (CAST(\(whole) AS TEXT) COLLATE BINARY <> \(name) OR \(whole) NOT BETWEEN -999999999999999 AND 999999999999999)
            """)
    }
}

extension [SQLiteConversion] {
    /// Statements that fail if a value of a table would be lost, by a constraint that names its column.
    func guards(of table: ObjectName) -> [ChangeStatement] {
        if isEmpty { return [] }
        let names = map { $0.column.quotedName(.sqlite) }
        let constraints = zip(self, names).map { conversion, name in
            "CONSTRAINT \("values_of_\(conversion.column)_stay".quotedName(.sqlite)) CHECK (\(name) = 0)"
        }
        let counts = map { "count(*) FILTER (WHERE \($0.condition))" }
        let reasons = map { "in \($0.column) \($0.loss)" }.joined(separator: "; or if ")
        return [
            ChangeStatement(
                "CREATE TEMP TABLE martlet_lost (\((names + constraints).joined(separator: ", ")))",
                "Takes the counts of values that the new form of \(table) cannot give back. "
                    + "Who wants to lose them takes out the statements with martlet_lost."),
            ChangeStatement(
                "INSERT INTO temp.martlet_lost\nSELECT \(counts.joined(separator: ",\n    "))\n"
                    + "FROM \(table.name.quotedName(.sqlite))",
                "Counts them, and fails if there is one: if \(reasons).", hazards: [.mayFail]),
            ChangeStatement("DROP TABLE temp.martlet_lost", "Drops the counts."),
        ]
    }
}
