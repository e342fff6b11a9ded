internal import Lint
internal import SQLText
internal import SchemaModel

/// Says what the statements of a plan do to the tables that are there, one after the other.
///
/// Tables that the plan makes itself are left out: nobody waits for them, and they have no rows of old.
struct PlanForecaster {
    private let dialect: Dialect
    private let sizes: TableStatistics
    /// The table of each index that is named.
    private var tableOfIndex: [ObjectName: ObjectName]
    private var made: Set<ObjectName> = []
    /// What the plan has dropped with its rows, or given another name.
    private var gone: Set<ObjectName> = []
    /// What a table was called before the plan.
    private var oldNames: [ObjectName: ObjectName] = [:]

    /// Begins with what is there.
    init(_ dialect: Dialect, sizes: [TableSize], tableOfIndex: [ObjectName: ObjectName]) {
        self.dialect = dialect
        self.sizes = TableStatistics(
            Dictionary(
                sizes.map { size in
                    (
                        Self.key(ObjectName(schema: size.schema, size.name), dialect),
                        .init(rows: size.rows, bytes: size.bytes)
                    )
                }, uniquingKeysWith: { first, _ in first }))
        self.tableOfIndex = tableOfIndex
    }

    /// The names of the tables and of the indexes of which the sizes and tables have to be known.
    static func namesAsked(by effects: [StatementEffect]) -> (tables: Set<String>, indexes: Set<String>) {
        let touches = effects.flatMap(\.touches)
        return (
            Set(touches.filter { !$0.isIndex }.compactMap { $0.name?.name }),
            Set(touches.filter(\.isIndex).compactMap { $0.name?.name })
        )
    }

    /// What the next statement does.
    mutating func forecast(_ effect: StatementEffect, number: Int) -> StatementForecast {
        let tables = effect.touches.compactMap(table)
        let losses = effect.losses.filter { $0.table.map(isThere) ?? true }.map(\.sentence)
        for case .table(let table) in effect.losses { gone.insert(key(table)) }
        for naming in effect.namings { note(naming) }
        return StatementForecast(number: number, tables: tables, losses: losses)
    }

    private func table(_ touch: StatementEffect.Touch) -> StatementForecast.Table? {
        guard let named = touch.name else { return StatementForecast.Table(lock: touch.lock, work: touch.work) }
        // Of what is not there nobody takes a lock: DROP … IF EXISTS.
        guard let name = touch.isIndex ? table(ofIndex: named) : named, isThere(name), let size = size(name) else {
            return nil
        }
        var table = StatementForecast.Table(
            name: name.shown(dialect), lock: touch.lock, work: touch.work, sparing: touch.sparing,
            rows: size.rows, bytes: size.bytes,
            milliseconds: WorkSpeed.milliseconds(touch.work, bytes: size.bytes))
        if touch.isIndex, !touch.locksTable { table.index = named.shown(dialect) }
        return table
    }

    // MARK: Names

    private func table(ofIndex index: ObjectName) -> ObjectName? {
        if let table = tableOfIndex[key(index)] { return table }
        let found = tableOfIndex.filter { $0.key.name == index.name }
        return index.schema == nil && found.count == 1 ? found.first?.value : nil
    }

    /// Whether there was a table of this name before the plan, and is still.
    private func isThere(_ table: ObjectName) -> Bool {
        size(table) != nil && !made.contains(key(table)) && !gone.contains(key(table))
    }

    private func size(_ table: ObjectName) -> TableStatistics.Size? {
        sizes.size(of: oldNames[key(table)] ?? key(table))
    }

    private mutating func note(_ naming: StatementEffect.Naming) {
        switch naming {
        // With IF NOT EXISTS it may be there.
        case .created(let name): if !isThere(name) { made.insert(key(name)) }
        case .indexed(let index, let table): tableOfIndex[key(index)] = table
        case .renamed(let old, let new):
            if made.remove(key(old)) != nil {
                // A rebuild ends so: the rows are those that were there.
                if !isThere(new) { made.insert(key(new)) }
            } else {
                made.remove(key(new))
                gone.remove(key(new))
                gone.insert(key(old))
                oldNames[key(new)] = oldNames.removeValue(forKey: key(old)) ?? key(old)
            }
        }
    }

    private func key(_ name: ObjectName) -> ObjectName { Self.key(name, dialect) }

    /// Names of SQLite are the same in small and capital letters; a name without a schema is one in `public`.
    private static func key(_ name: ObjectName, _ dialect: Dialect) -> ObjectName {
        switch dialect {
        case .sqlite: ObjectName(name.name.foldedForSQLite)
        case .postgres: name.schema == "public" ? ObjectName(name.name) : name
        }
    }
}

extension ObjectName {
    fileprivate func shown(_ dialect: Dialect) -> String { dialect == .sqlite ? name : description }
}
