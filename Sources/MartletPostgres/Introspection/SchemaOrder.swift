internal import SchemaModel

extension Schema {
    /// Sorts all lists by name, so that equal databases give equal values.
    mutating func sort() {
        namespaces.sort { $0.name.precedes($1.name) }
        extensions.sort { $0.name.precedes($1.name) }
        types.sort { $0.name < $1.name }
        sequences.sort { $0.name < $1.name }
        tables.sort { $0.name < $1.name }
        views.sort { $0.name < $1.name }
        routines.sort { ($0.name, $0.signature) < ($1.name, $1.signature) }
        others.sort { ($0.kind, $0.name, $0.detail ?? "") < ($1.kind, $1.name, $1.detail ?? "") }
        dependencies.sort()
        omissions.sort { ($0.kind, $0.name, $0.reason) < ($1.kind, $1.name, $1.reason) }
        for index in types.indices { types[index].domain?.checks.sort { $0.name.precedes($1.name) } }
        for index in tables.indices { tables[index].sort() }
        for index in views.indices {
            views[index].indexes.sort { $0.name.precedes($1.name) }
            views[index].triggers.sort { $0.name.precedes($1.name) }
        }
    }
}

extension Table {
    fileprivate mutating func sort() {
        uniqueKeys.sort { $0.name.precedes($1.name) }
        foreignKeys.sort { $0.name.precedes($1.name) }
        checks.sort { $0.name.precedes($1.name) }
        exclusions.sort { $0.name.precedes($1.name) }
        indexes.sort { $0.name.precedes($1.name) }
        triggers.sort { $0.name.precedes($1.name) }
        policies.sort { $0.name.precedes($1.name) }
    }
}

extension String {
    /// Byte by byte, as names are sorted everywhere.
    func precedes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}

extension String? {
    fileprivate func precedes(_ other: String?) -> Bool { (self ?? "").precedes(other ?? "") }
}
