internal import SQLText
internal import SchemaModel

extension SchemaComparison {
    /// What a plan makes of the first schema, in a database that is nobody's, and what has other rights by then.
    ///
    /// Roles are of a server: everything belongs to one role there, which stands for all owners, and rights of roles that
    /// its server does not have are left out, before and afterwards. Where it does not take the rights that were, they are
    /// not looked at.
    func rehearsed(_ plan: SchemaChangePlan) throws(MartletError) -> (made: Schema, otherRights: [ObjectReference]) {
        guard old.dialect == .postgres, !old.owners.access.isEmpty || !old.owners.defaultPrivileges.isEmpty else {
            return (try schema(after: [plan]), [])
        }
        var before: Schema?
        let made = try reading.made { (session) throws(MartletError) in
            try makeFirst(session)
            let plain = try reading.schema(session)
            let names = CopyNames(session, maker: plain.owners.ofDatabase)
            before = try? giveRights(names, session)
            try run(plan, session) { before == nil ? [] : names.kept($0.onCopy) }
        }
        guard let before else { return (made, []) }
        return (made, made.otherRights(than: before, renames: renames))
    }

    /// Gives the copy the rights of the first schema.
    private func giveRights(_ names: CopyNames, _ session: DatabaseSession) throws(MartletError) -> Schema {
        try run(old.rightsOnCopy.flatMap { names.kept($0.onCopy) }, "the rights", session)
        return try reading.schema(session)
    }
}

/// The roles that statements may name on a copy.
private struct CopyNames {
    private let roles: Set<String>

    /// - Parameter maker: the role that everything belongs to there: what it is given or loses says nothing.
    init(_ session: DatabaseSession, maker: String?) {
        roles = (session.target.scratchFilter?.names?.roles ?? []).subtracting([maker].compactMap(\.self))
    }

    /// The statements without those that name other roles.
    func kept(_ statements: [String]) -> [String] {
        statements.filter { sql in
            let text = SourceText(sql, name: "the rights", dialect: .postgres)
            return SQLScript.statements(in: text).allSatisfy { statement in
                statement.serverReferences(in: text).allSatisfy { roles.contains($0.name) }
            }
        }
    }
}
