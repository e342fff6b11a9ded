internal import SQLText
internal import SchemaModel

extension CatalogQuery {
    /// Row security policies.
    static let policies = CatalogQuery(
        """
        SELECT p.oid, p.polrelid, p.polname, p.polcmd, p.polpermissive,
          ARRAY(SELECT r.rolname FROM pg_catalog.pg_roles AS r WHERE r.oid = ANY (p.polroles) ORDER BY 1),
          pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)
        FROM pg_catalog.pg_policy AS p
        """
    ) { catalog, row in
        var row = row
        let (number, relation) = (row.number(), row.number())
        guard let table = catalog.relationNames[relation] else { return }
        var policy = Policy(row.text())
        policy.command =
            ["r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"][row.text()] ?? "ALL"
        policy.isPermissive = row.flag()
        policy.roles = row.list()
        policy.using = row.optional().map(ExpressionText.expression)
        policy.check = row.optional().map(ExpressionText.expression)
        policy.comment = catalog.comment(CatalogNumber.policy, number)
        catalog.references[CatalogAddress(CatalogNumber.policy, number)] = ObjectReference(
            .policy, table, detail: policy.name)
        catalog.changeTable(relation) { $0.policies.append(policy) }
    }
}
