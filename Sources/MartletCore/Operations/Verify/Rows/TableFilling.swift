internal import SQLText
internal import SchemaModel

/// Fills one table, row by row: what the database refuses is tried in another way.
struct TableFilling {
    let filling: RowFilling
    let table: Table
    let schema: Schema

    /// How often a row is tried: the first has to find what fits together.
    private static let attempts = (first: 250, others: 30)

    private var driver: any Driver { filling.session.driver }

    /// Puts rows in.
    /// - Returns: why there are none; `nil` if there are some.
    func insert() throws(MartletError) -> String? {
        let columns = table.columns.filter { $0.generated == nil }
        guard !columns.isEmpty else { return "a table without columns that can be given a value" }
        let names = columns.map(\.name.quotedAsIdentifier).joined(separator: ", ")
        let places = columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let overriding = columns.contains { $0.identity != nil } ? " OVERRIDING SYSTEM VALUE" : ""
        let statement = "INSERT INTO \(table.inStatements(driver)) (\(names))\(overriding) VALUES (\(places))"
        return try run(on: columns, from: filling.first, rows: filling.count) { (number, values) throws(DriverError) in
            try driver.execute(statement, values)
        }
    }

    /// Gives columns of the rows that are there a value.
    /// - Returns: why they have none; `nil` if they have.
    func update(_ columns: [Column]) throws(MartletError) -> String? {
        let columns = columns.filter { $0.generated == nil && $0.identity == nil }
        guard !columns.isEmpty, let place = RowPlace(table, schema.dialect) else { return nil }
        let source = table.inStatements(driver)
        let rows = try filling.session.asking { () throws(DriverError) in
            try driver.query("SELECT \(place.columns.joined(separator: ", ")) FROM \(table.asSource(driver))")
        }
        let sets = columns.enumerated().map { "\($1.name.quotedAsIdentifier) = $\($0 + 1)" }
        let condition = place.condition(from: columns.count + 1)
        let statement = "UPDATE \(source) SET \(sets.joined(separator: ", ")) WHERE \(condition)"
        let reason = try run(on: columns, rows: min(rows.count, filling.count)) {
            (number, values) throws(DriverError) in
            try driver.execute(statement, values + rows[number].values)
        }
        return reason.map { "column \(columns.map(\.name).joined(separator: ", ")): \($0)" }
    }

    /// Tries rows one after the other, each in a savepoint, in a transaction of the table's own.
    private func run(
        on columns: [Column], from first: Int = 0, rows: Int, _ put: (Int, [Value]) throws(DriverError) -> Void
    ) throws(MartletError) -> String? {
        guard rows > 0 else { return nil }
        do throws(DriverError) {
            try driver.begin()
            let samples = try SampleReading(filling: filling, table: table, schema: schema).samples(of: columns)
            var reason: DriverError?
            var model: [Value]?
            for number in first..<(first + rows) {
                reason = try tried(number, samples, &model, put)
                if reason != nil { break }
            }
            try driver.commit()
            return model == nil ? reason?.message : nil
        } catch {
            try? driver.rollback()
            if error.isRefusal { return error.message }
            return try filling.session.asking { () throws(DriverError) in throw error }
        }
    }

    private func tried(
        _ number: Int, _ samples: TableSamples, _ model: inout [Value]?,
        _ put: (Int, [Value]) throws(DriverError) -> Void
    ) throws(DriverError) -> DriverError? {
        var last: DriverError?
        var known: Set<[Value]> = []
        for attempt in 0..<(model == nil ? Self.attempts.first : Self.attempts.others) {
            let values = samples.row(number, attempt: attempt, filling.style, like: model)
            guard known.insert(values).inserted else { continue }
            last = try driver.inSavepoint { () throws(DriverError) in try put(number, values) }
            if last == nil {
                model = values
                return nil
            }
        }
        return last
    }
}

/// How a row is found again, that was just read.
private struct RowPlace {
    /// What is read of it.
    let columns: [String]
    private let types: [String]

    init?(_ table: Table, _ dialect: Dialect) {
        switch dialect {
        case .postgres:
            columns = ["tableoid::text", "ctid::text"]
            types = ["tableoid = $::oid", "ctid = $::tid"]
        case .sqlite where !table.traits.isWithoutRowID:
            columns = ["_rowid_"]
            types = ["_rowid_ = $"]
        case .sqlite:
            guard let key = table.primaryKey?.columns, !key.isEmpty else { return nil }
            columns = key.map(\.quotedAsIdentifier)
            types = columns.map { "\($0) = $" }
        }
    }

    /// The condition, with values from this number on.
    func condition(from first: Int) -> String {
        types.enumerated().map { index, text in
            text.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "$\(first + index)")
        }.joined(separator: " AND ")
    }
}

extension Driver {
    /// Does something that the database may refuse, and undoes what was done of it.
    /// - Returns: why it was refused; `nil` if it was not.
    /// - Throws: what is no refusal: a lost connection, a wish to stop.
    func inSavepoint(_ body: () throws(DriverError) -> Void) throws(DriverError) -> DriverError? {
        try savepoint()
        do throws(DriverError) {
            try body()
            try releaseSavepoint()
            return nil
        } catch {
            guard error.isRefusal, isInTransaction else { throw error }
            try rollbackToSavepoint()
            return error
        }
    }
}

extension DriverError {
    /// Whether it is about the statement and its rows, and not about the database as a whole.
    fileprivate var isRefusal: Bool { [.sql, .foreignKey, .accessDenied, .unsupported].contains(kind) }
}
