internal import SQLText

/// Compares objects with those of the same kind and name.
struct ObjectComparison {
    private let renamed: RenamedSchema

    init(_ renamed: RenamedSchema) { self.renamed = renamed }

    private struct Identity: Hashable {
        var kind: SchemaChange.Kind
        var key: NameKey
    }

    /// The changes that turn some objects into others, sorted.
    func changes(from old: [DescribedObject], to new: [DescribedObject]) -> [SchemaChange] {
        let displaced = renamed.displaced.gone.described.map { whole($0, .removed) }
        return (changes(from: old, to: new, table: nil) + displaced).sorted(by: Self.isBefore)
    }

    private func changes(from old: [DescribedObject], to new: [DescribedObject], table: NameKey?) -> [SchemaChange] {
        let before = Dictionary(old.map { (Identity(kind: $0.kind, key: $0.key), $0) }) { first, _ in first }
        let after = Set(new.map { Identity(kind: $0.kind, key: $0.key) })
        var changes = old.filter { !after.contains(Identity(kind: $0.kind, key: $0.key)) }.map { whole($0, .removed) }
        for object in new {
            guard let other = before[Identity(kind: object.kind, key: object.key)] else {
                changes.append(whole(object, .added))
                continue
            }
            if let change = change(from: other, to: object, table: table) { changes.append(change) }
        }
        return changes
    }

    private func whole(_ object: DescribedObject, _ action: SchemaChange.Action) -> SchemaChange {
        var change = SchemaChange(action: action, kind: object.kind, name: object.name, summary: object.summary)
        change.parts = object.parts.map { whole($0, action) }
        return change
    }

    private func change(from old: DescribedObject, to new: DescribedObject, table: NameKey?) -> SchemaChange? {
        var change = SchemaChange(action: .changed, kind: new.kind, name: new.name)
        switch new.kind {
        case .table: change.oldName = renamed.tables[new.key]?.description
        case .sequence: change.oldName = renamed.sequences[new.key]?.description
        case .column: change.oldName = table.flatMap { renamed.columns[$0]?[new.key] }
        default: break
        }
        for name in Self.names(old, new) {
            let (from, to) = (old.text(name), new.text(name))
            if from.map({ Array($0.utf8) }) != to.map({ Array($0.utf8) }) {
                change.properties.append(PropertyChange(name: name, from: from, to: to))
            }
        }
        change.parts = changes(from: old.parts, to: new.parts, table: new.kind == .table ? new.key : nil)
        if new.kind == .table {
            change.parts += renamed.displacedParts(of: new.key).map { whole($0, .removed) }
        }
        for kind in new.orderedKinds { compareOrder(old, new, kind, &change) }
        if new.orderedKinds.isEmpty || change.parts.isEmpty {
            change.parts.sort(by: Self.isBefore)
        } else {
            change.parts = Self.sorted(change.parts, ordered: new.orderedKinds)
        }
        return change.properties.isEmpty && change.parts.isEmpty && change.oldName == nil ? nil : change
    }

    /// The names of all properties of both, each once.
    private static func names(_ old: DescribedObject, _ new: DescribedObject) -> [String] {
        let names = new.properties.map(\.name)
        return names + old.properties.map(\.name).filter { !names.contains($0) }
    }

    /// Tells whether those that stay stand in another order, and where the new ones stand.
    private func compareOrder(
        _ old: DescribedObject, _ new: DescribedObject, _ kind: SchemaChange.Kind, _ change: inout SchemaChange
    ) {
        let (before, after) = (old.parts.filter { $0.kind == kind }, new.parts.filter { $0.kind == kind })
        let (old, new) = (Set(before.map(\.key)), Set(after.map(\.key)))
        let staying = after.filter { old.contains($0.key) }
        let previous = before.filter { new.contains($0.key) }
        if staying.map(\.key) != previous.map(\.key) {
            change.properties.append(
                PropertyChange(
                    name: "order of \(kind.rawValue)s", from: DescribedText.list(previous.map(\.name)),
                    to: DescribedText.list(staying.map(\.name))))
        }
        guard let last = after.lastIndex(where: { old.contains($0.key) }) else { return }
        for (index, object) in after.enumerated() where index < last && !old.contains(object.key) {
            guard
                let place = change.parts.firstIndex(where: {
                    $0.kind == kind && $0.action == .added && $0.name == object.name
                })
            else { continue }
            change.parts[place].place = index == 0 ? "" : after[index - 1].name
        }
    }

    // MARK: Order

    /// By kind; what has an order of its own keeps it, removed ones first.
    private static func sorted(_ changes: [SchemaChange], ordered: [SchemaChange.Kind]) -> [SchemaChange] {
        changes.enumerated().sorted { left, right in
            let isSame = left.element.kind == right.element.kind && ordered.contains(left.element.kind)
            return isSame ? left.offset < right.offset : isBefore(left.element, right.element)
        }.map(\.element)
    }

    private static let ranks = Dictionary(
        uniqueKeysWithValues: SchemaChange.Kind.allCases.enumerated().map { ($1, $0) })

    private static func isBefore(_ left: SchemaChange, _ right: SchemaChange) -> Bool {
        let (one, other) = (ranks[left.kind] ?? 0, ranks[right.kind] ?? 0)
        if one != other { return one < other }
        // What goes stands before what comes in its place.
        let texts = [left, right].map { [$0.name, $0.summary, $0.action == .removed ? "" : $0.action.rawValue] }
        return texts[0].lexicographicallyPrecedes(texts[1]) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}

extension DescribedObject {
    /// The text of a property.
    fileprivate func text(_ name: String) -> String? { properties.first { $0.name == name }?.text ?? nil }
}
