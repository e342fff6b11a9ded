internal import SQLText

/// What becomes of the values of a column whose type changes.
///
/// Source: <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES>.
struct PostgresTypeConversion {
    /// What is behind USING; nothing where the server converts by itself, as on an assignment.
    private(set) var using: String?
    /// What may happen.
    private(set) var hazards: Set<Hazard> = []
    /// What that means.
    private(set) var reasons: [String] = []

    /// The conversion of a column; `replacement` is the type of somebody's that is made anew under its name.
    init(_ column: String, from old: Column, to new: Column, replacement: (old: UserType, new: UserType?)? = nil) {
        let name = column.quotedName(.postgres)
        let (from, to) = (PostgresTypeName(old.type), PostgresTypeName(new.type))
        if let replacement {
            rewrite()
            using = Self.replacing(name, to: new.type, isArray: to.isArray, replacement)
            explainReplacement(replacement)
        } else if old.type != new.type {
            using = Self.using(name, from, to, new.type)
            convert(from, to)
        }
        if old.collation != new.collation {
            add(.changesMeaning, "texts are compared and sorted otherwise, and their indexes are built anew")
            hazards.insert(.blocksWrites)
        }
    }

    private mutating func add(_ hazard: Hazard, _ reason: String) {
        hazards.insert(hazard)
        reasons.append(reason)
    }

    private mutating func rewrite() {
        hazards.formUnion([.rewritesTable, .blocksWrites])
    }

    // MARK: How

    /// Between these the server converts on assignment; all else is told.
    private static func using(_ name: String, _ from: PostgresTypeName, _ to: PostgresTypeName, _ type: String)
        -> String?
    {
        if from.isArray != to.isArray { return "\(name)::text::\(type)" }
        let isAssigned =
            to.family == .text || from.family == .document && to.family == .document
            || from.family == .moment && to.family == .moment
            || [.whole, .number].contains(from.family) && [.whole, .number].contains(to.family)
            || from.base == to.base
        if isAssigned { return nil }
        let isDirect =
            from.family == .text || from.base == "integer" && to.family == .truth
            || from.family == .truth && to.base == "integer"
        return isDirect ? "\(name)::\(type)" : "\(name)::text::\(type)"
    }

    /// Values go over as texts; those of a composite type whose columns change are put together anew.
    private static func replacing(
        _ name: String, to type: String, isArray: Bool, _ replacement: (old: UserType, new: UserType?)
    ) -> String {
        let plain = "\(name)::text::\(type)"
        guard let new = replacement.new, new.kind == .composite, replacement.old.kind == .composite, !isArray,
            new.attributes.map(\.name) != replacement.old.attributes.map(\.name)
        else { return plain }
        let values = new.attributes.map { attribute in
            let isThere = replacement.old.attributes.contains { $0.name == attribute.name }
            return isThere ? "(\(name)).\(attribute.name.quotedName(.postgres))::text::\(attribute.type)" : "NULL"
        }
        return "CASE WHEN \(name) IS DISTINCT FROM NULL THEN ROW(\(values.joined(separator: ", ")))::\(type) END"
    }

    private mutating func explainReplacement(_ replacement: (old: UserType, new: UserType?)) {
        let (old, new) = (replacement.old, replacement.new)
        let lost = old.labels.filter { !(new?.labels ?? []).contains($0) }
        if !lost.isEmpty {
            add(.mayFail, "fails if a row has \(lost.map { "'\($0)'" }.joined(separator: " or "))")
        } else if old.kind != .enumeration || new?.kind != .enumeration {
            add(.mayFail, "fails if a value is none of the new type")
        }
        if old.kind == .composite, let new,
            old.attributes.contains(where: { item in !new.attributes.contains { $0.name == item.name } })
        {
            add(.deletesData, "the values of attributes that go are lost")
        }
        if old.kind == .enumeration, new?.kind == .enumeration, lost.isEmpty {
            add(.changesMeaning, "values are sorted in their new order")
        }
    }

    // MARK: What happens

    private mutating func convert(_ from: PostgresTypeName, _ to: PostgresTypeName) {
        guard from.isArray == to.isArray else {
            rewrite()
            return add(.mayFail, "fails if a value cannot be read as the new type")
        }
        switch (from.family, to.family) {
        case (.text, .text): convertTexts(from, to)
        case (.whole, .whole):
            rewrite()
            if to.width < from.width { add(.mayFail, "fails if a number is too large") }
        case (.whole, .number), (.number, .number), (.number, .whole): convertNumbers(from, to)
        case (.moment, .moment): convertMoments(from, to)
        case (_, .text):
            rewrite()
            add(.changesMeaning, "values are compared and sorted as texts")
            if to.modifiers.first != nil { add(.mayFail, "fails if a text is too long") }
        case (.document, .document):
            rewrite()
            add(.changesMeaning, "white space, the order of keys and double keys are kept by json alone")
        default: convertOthers(from, to)
        }
    }

    private mutating func convertTexts(_ from: PostgresTypeName, _ to: PostgresTypeName) {
        let (had, has) = (from.modifiers.first, to.modifiers.first)
        if from.base == "character" || to.base == "character" {
            rewrite()
            add(.changesMeaning, "blanks at the end count for other types than character")
        }
        guard let has else { return }
        if had.map({ $0 > has }) ?? true {
            rewrite()
            add(.mayFail, "fails if a text is longer than \(has)")
        }
    }

    private mutating func convertNumbers(_ from: PostgresTypeName, _ to: PostgresTypeName) {
        let (had, has) = (from.modifiers, to.modifiers)
        if from.base == "numeric", to.base == "numeric" {
            guard has.count == 2 else { return }
            let (wholes, places) = (has[0] - has[1], has[1])
            let isWider = had.count == 2 && had[0] - had[1] <= wholes && had[1] <= places
            if had.count == 2, had[1] == places, had[0] <= has[0] { return }
            rewrite()
            if had.count != 2 || had[1] > places { add(.deletesData, "numbers are rounded to \(places) places") }
            if !isWider { add(.mayFail, "fails if a number is too large") }
            return
        }
        rewrite()
        let isExact = from.family == .whole && (to.base == "double precision" && from.width < 8 || to.base == "numeric")
        let isWider = isExact || from.base == "real" && to.base == "double precision"
        if !isWider { add(.deletesData, "numbers are rounded") }
        if to.family == .whole || to.base == "real" || !has.isEmpty {
            add(.mayFail, "fails if a number is too large")
        }
    }

    private mutating func convertMoments(_ from: PostgresTypeName, _ to: PostgresTypeName) {
        if from.base == to.base {
            guard let has = to.modifiers.first, from.modifiers.first.map({ $0 > has }) ?? true else { return }
            rewrite()
            return add(.deletesData, "moments are rounded to \(has) places")
        }
        // Without a rewrite where TimeZone is UTC, since version 12.
        rewrite()
        if to.base == "date" { add(.deletesData, "the time of day is lost") }
        if from.base.hasSuffix("with time zone") || to.base.hasSuffix("with time zone") {
            add(.changesMeaning, "moments are taken by the session's TimeZone")
        }
    }

    private mutating func convertOthers(_ from: PostgresTypeName, _ to: PostgresTypeName) {
        let growing: Set = ["bit varying", "time without time zone", "time with time zone", "interval"]
        if from.base == to.base, growing.contains(from.base) {
            let isWider = to.modifiers.first.map { has in from.modifiers.first.map { $0 <= has } ?? false } ?? true
            if isWider { return }
        }
        if from.base == "cidr", to.base == "inet" { return }
        rewrite()
        add(.mayFail, "fails if a value cannot be read as the new type")
    }
}
