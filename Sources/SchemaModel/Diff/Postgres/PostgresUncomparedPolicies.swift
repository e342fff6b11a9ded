public import SQLText

extension Schema {
    /// The schema with some policies as another schema has them, or has them not.
    ///
    /// A script that makes a policy for a role which the server does not have says what the policy should be, and nobody
    /// can try it. So it is no difference, and a plan leaves it alone: it only makes it again with its table.
    /// - Parameters:
    ///   - renames: what has another name here.
    ///   - isUncompared: tells by the name of a policy and its table, as either schema has it.
    public func keepingPolicies(
        of other: Schema, renames: [RenameHint], where isUncompared: (String, ObjectName) -> Bool
    ) -> Schema {
        var schema = self
        let oldNames = Dictionary(renames.filter { $0.column == nil }.map { ($0.newName, $0.table) }) { first, _ in
            first
        }
        let other = PostgresRenaming(other, to: self, renames).schema
        for index in schema.tables.indices {
            let name = schema.tables[index].name
            func isLeft(_ policy: String) -> Bool {
                isUncompared(policy, name) || oldNames[name].map { isUncompared(policy, $0) } ?? false
            }
            let before = other.tables.first { $0.name == name }?.policies ?? []
            let kept = before.filter { isLeft($0.name) }
            let rest = schema.tables[index].policies.filter { !isLeft($0.name) }
            let told = Set((kept + schema.tables[index].policies).map(\.name)).filter { isLeft($0) }
            guard !told.isEmpty else { continue }
            schema.tables[index].policies = (kept + rest).sorted {
                $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
            }
            schema.omissions += told.sorted().map { policy in
                Omission("policy", "\(policy) on \(name)", because: "it is for a role that the server does not have")
            }.filter { !schema.omissions.contains($0) }
        }
        return schema
    }
}
