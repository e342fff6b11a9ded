internal import SQLText
internal import SchemaModel

/// Which rows tables are filled with.
enum FillingStyle: Sendable, Hashable {
    /// Every kind of row that the schema allows: with NULL, with values at the edges.
    case varied
    /// Rows without NULL whose values differ from each other, as far as the types go.
    case plain
    /// No rows.
    case none
}

/// A column, and the values that it takes.
struct SampledColumn: Sendable {
    let name: String
    /// Whether NULL may stand there.
    var isNullable: Bool
    /// Whether a key or a unique index has it.
    var isUnique = false
    var plain: [Value] = []
    var edges: [Value] = []
}

/// Columns that refer to rows of another table, and those rows' keys.
struct SampledReference: Sendable {
    let columns: [String]
    /// The columns that are referred to, if they are of the same table; else none.
    var own: [String] = []
    /// What can be referred to.
    var keys: [[Value]] = []
}

/// What the rows of one table are made of.
struct TableSamples: Sendable {
    var columns: [SampledColumn]
    var references: [SampledReference] = []
    /// What makes the choice one of this table.
    var seed: UInt64 = 0

    /// The values of a row, in the order of the columns; the same for the same numbers.
    /// - Parameters:
    ///   - attempt: 0 for what is wanted; the database refused what the numbers before it gave.
    ///   - model: a row that the database took.
    func row(_ number: Int, attempt: Int, _ style: FillingStyle, like model: [Value]? = nil) -> [Value] {
        var choice = Choice(state: seed &+ UInt64(number) &* 1_000_003 &+ UInt64(attempt))
        var values = columns.enumerated().map { index, column in
            switch attempt {
            case 0 where style == .varied && number > 0: return column.varied(number, phase: index)
            case 0, 1: return column.plain(number)
            default:
                // Its own value first: another one may be the next row's.
                if column.isUnique { return column.plain(number + attempt / 6 * 37) }
                if let model, attempt % 3 != 2, !choice.isOne(of: 8) { return model[index] }
                return column.any(number, &choice, isFree: attempt % 2 == 0, hasNull: style == .varied)
            }
        }
        for reference in references {
            let isNull = attempt < 2 ? style == .varied && attempt == 0 && number % 5 == 4 : choice.isOne(of: 2)
            refer(reference, number, isNull: isNull && isOptional(reference), &values)
        }
        return values
    }

    private func isOptional(_ reference: SampledReference) -> Bool {
        reference.columns.contains { column($0)?.isNullable == true }
    }

    private func refer(_ reference: SampledReference, _ number: Int, isNull: Bool, _ values: inout [Value]) {
        let key: [Value]
        if isNull {
            key = []
        } else if !reference.keys.isEmpty {
            key = reference.keys[number % reference.keys.count]
        } else {
            // A row of its own table: itself.
            key = isOptional(reference) ? [] : reference.own.compactMap { name in index(name).map { values[$0] } }
        }
        for (position, name) in reference.columns.enumerated() {
            guard let index = index(name) else { continue }
            if key.indices.contains(position) {
                values[index] = key[position]
            } else if columns[index].isNullable {
                values[index] = .null
            }
        }
    }

    private func index(_ name: String) -> Int? { columns.firstIndex { $0.name == name } }

    private func column(_ name: String) -> SampledColumn? { columns.first { $0.name == name } }
}

extension SampledColumn {
    fileprivate func plain(_ number: Int) -> Value {
        let values = plain.isEmpty ? edges : plain
        return values.isEmpty ? .null : values[number % values.count]
    }

    /// Plain, at an edge, at another one, NULL: each column at another time.
    fileprivate func varied(_ number: Int, phase: Int) -> Value {
        if isUnique { return isNullable && number % 4 == 3 ? .null : plain(number) }
        switch (number + phase) % 4 {
        case 0: return plain(number)
        case 3 where isNullable: return .null
        default: return edges.isEmpty ? plain(number) : edges[(number + phase) % edges.count]
        }
    }

    /// A value by chance: of all there are, or mostly the plain one.
    fileprivate func any(_ number: Int, _ choice: inout Choice, isFree: Bool, hasNull: Bool) -> Value {
        if !isFree, !choice.isOne(of: 4) { return plain(number) }
        if isNullable, hasNull || plain.isEmpty, choice.isOne(of: 4) { return .null }
        let values = plain + edges
        return values.isEmpty ? .null : values[choice.below(values.count)]
    }
}

/// Numbers that look like chance and are the same each time (SplitMix64).
private struct Choice {
    var state: UInt64

    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }

    mutating func isOne(of count: Int) -> Bool { below(count) == 0 }
}
