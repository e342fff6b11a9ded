internal import SchemaModel

/// Rights on one object to the letter.
struct AccessReader {
    private var entries: [Place: AccessList.Entry] = [:]
    private var ofOwner = AccessList.Entry(.owner, from: .owner, [])
    private var usualOfOwner: Set<String> = []

    private struct Place: Hashable {
        var holder: AccessList.Holder
        var giver: AccessList.Holder
    }

    /// Takes in one right.
    mutating func read(_ right: CatalogRight) {
        guard !right.isUsual else {
            if right.isOwners { usualOfOwner.insert(right.privilege) }
            return
        }
        guard !right.isOwners else { return ofOwner.add(right) }
        let holder: AccessList.Holder = right.role.isEmpty ? .everybody : .role(right.role)
        let giver: AccessList.Holder = right.giver.isEmpty ? .owner : .role(right.giver)
        entries[Place(holder: holder, giver: giver), default: AccessList.Entry(holder, from: giver, [])].add(right)
    }

    /// All of it.
    var list: AccessList {
        var list = AccessList()
        if ofOwner.privileges != usualOfOwner || !ofOwner.grantable.isEmpty { list.ofOwner = ofOwner }
        var rest = entries.values.sorted { $0.names.lexicographicallyPrecedes($1.names) }
        var givers: Set<AccessList.Holder> = [.owner]
        // Who hands a right on has it first. Nobody can have it from himself, so that all are given in the end.
        while !rest.isEmpty {
            let next = rest.filter { givers.contains($0.giver) }
            list.entries += next.isEmpty ? rest : next
            givers.formUnion(list.entries.map(\.holder))
            rest.removeAll { list.entries.contains($0) }
        }
        return list
    }
}

extension AccessList.Holder {
    fileprivate var text: String { if case .role(let name) = self { name } else { "" } }
}

extension AccessList.Entry {
    /// What entries are sorted by.
    fileprivate var names: [String] { [holder.text, giver.text] }

    fileprivate mutating func add(_ right: CatalogRight) {
        privileges.insert(right.privilege)
        if right.isGrantable { grantable.insert(right.privilege) }
    }
}

extension CatalogQuery {
    /// What is given with objects that are made later; the role that makes them has all rights, unless they are taken.
    static let defaultPrivileges = CatalogQuery(
        """
        SELECT d.oid, d.defaclobjtype, n.nspname, d.defaclnamespace <> 0 OR NOT EXISTS (
            SELECT FROM pg_catalog.aclexplode(pg_catalog.acldefault(
                CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole)) AS u
            WHERE u.grantee = d.defaclrole AND NOT EXISTS (SELECT FROM pg_catalog.aclexplode(d.defaclacl) AS a
                WHERE a.grantee = d.defaclrole AND a.privilege_type = u.privilege_type)),
          CASE x.grantee WHEN 0 THEN '' ELSE pg_catalog.pg_get_userbyid(x.grantee) END, x.privilege_type,
          x.is_grantable
        FROM pg_catalog.pg_default_acl AS d
          LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = d.defaclnamespace
          LEFT JOIN LATERAL pg_catalog.aclexplode(d.defaclacl) AS x ON x.grantee <> d.defaclrole
        WHERE d.defaclobjtype IN ('r', 'S', 'f', 'T') ORDER BY d.oid
        """
    ) { catalog, row in
        var row = row
        let (number, kind, namespace, givesOwnerAll) = (row.number(), row.text(), row.optional(), row.flag())
        let kinds: [String: ObjectReference.Kind] = ["S": .sequence, "f": .routine, "T": .type]
        var privileges =
            catalog.defaultPrivileges[number] ?? DefaultPrivileges(kinds[kind] ?? .table, in: namespace)
        privileges.givesOwnerAll = givesOwnerAll
        if let role = row.optional() {
            let holder: AccessList.Holder = role.isEmpty ? .everybody : .role(role)
            let privilege = row.text()
            privileges.entries.append(
                AccessList.Entry(holder, from: .owner, [privilege], grantable: row.flag() ? [privilege] : []))
        }
        catalog.defaultPrivileges[number] = privileges
    }
}

extension Catalog {
    /// Notes who may do what with the objects and columns that were described.
    mutating func takeAccess() {
        for (address, reader) in access {
            var owner = address
            owner.part = 0
            guard let object = references[owner], object.kind != .index else { continue }
            guard address.part > 0 else {
                schema.owners.access[object] = reader.list
                continue
            }
            for name in columns([address.part], of: address.object) where !name.isEmpty {
                schema.owners.access[ObjectReference(.column, object.name, detail: name)] = reader.list
            }
        }
        for (sequence, number) in identities.values {
            let reader = access[CatalogAddress(CatalogNumber.relation, number)]
            schema.owners.access[ObjectReference(.sequence, sequence.name)] = reader?.list
        }
        schema.owners.defaultPrivileges = defaultPrivileges.sorted { $0.key < $1.key }.map(\.value)
    }
}
