public import SQLText

extension PostgresDDL {
    /// Makes a type.
    /// - Parameter putOff: checks of a domain that later statements add.
    public static func createType(_ type: UserType, putOff: Set<ObjectReference> = []) -> String {
        let start = "CREATE TYPE \(name(type.name)) AS"
        switch type.kind {
        case .enumeration: return "\(start) ENUM " + block(type.labels.map(SQLLiteral.text))
        case .composite: return "\(start) " + block(type.attributes.map { columnDefinition($0) })
        case .range: return "\(start) RANGE " + block(rangeOptions(type))
        case .domain:
            return createDomain(type) { check in
                !putOff.contains(ObjectReference(.constraint, type.name, detail: check.name))
            }
        }
    }

    /// Adds a condition to a domain.
    public static func addCheck(_ check: Check, toDomain domain: ObjectName) -> String {
        "ALTER DOMAIN \(name(domain)) ADD \(checkConstraint(check))"
    }

    private static func block(_ lines: [String]) -> String {
        lines.isEmpty ? "()" : "(\n\(lines.map { indent + $0 }.joined(separator: ",\n"))\n)"
    }

    private static func rangeOptions(_ type: UserType) -> [String] {
        // The subtype first, as everybody writes it.
        type.options.sorted { ($0.key == "subtype" ? "" : $0.key) < ($1.key == "subtype" ? "" : $1.key) }
            .map { "\($0.key) = \($0.value)" }
    }

    private static func createDomain(_ type: UserType, _ isWithin: (Check) -> Bool) -> String {
        guard let domain = type.domain else { return "" }
        var lines = ["CREATE DOMAIN \(name(type.name)) AS \(domain.type)"]
        if let collation = domain.collation { lines.append("COLLATE \(name(collation))") }
        if let value = domain.defaultValue { lines.append("DEFAULT \(value)") }
        if !domain.isNullable {
            lines.append((domain.notNullName.map { "CONSTRAINT \(name($0)) " } ?? "") + "NOT NULL")
        }
        lines += domain.checks.filter { $0.isValidated && isWithin($0) }.map(checkConstraint)
        return lines.joined(separator: "\n\(indent)")
    }
}
