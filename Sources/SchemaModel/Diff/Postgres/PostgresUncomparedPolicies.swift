public import SQLText

extension Schema {
    /// The schema with some policies as another schema has them, or has them not.
    ///
    /// A script that makes a policy for a role which the server does not have says what the policy should be, and nobody
    /// can try it. So it is no difference, and a plan leaves it alone: it only makes it again with its table.
    /// - Parameter isUncompared: tells by the name of a policy and its table.
    public func keepingPolicies(of other: Schema, where isUncompared: (String, ObjectName) -> Bool) -> Schema {
        var schema = self
        for index in schema.tables.indices {
            let name = schema.tables[index].name
            let before = other.tables.first { $0.name == name }?.policies ?? []
            let kept = before.filter { isUncompared($0.name, name) }
            let rest = schema.tables[index].policies.filter { !isUncompared($0.name, name) }
            let told = Set((kept + schema.tables[index].policies).map(\.name)).filter { isUncompared($0, name) }
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
