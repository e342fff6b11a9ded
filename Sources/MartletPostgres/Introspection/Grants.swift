internal import SchemaModel

extension CatalogQuery {
    /// Not of the information schema, whose rights `initdb` gives, and does not write down as the usual ones.
    private static func isOutside(_ namespace: String) -> String {
        "\(namespace) IS DISTINCT FROM (SELECT pg_catalog.to_regnamespace('information_schema'))"
    }

    /// Rights as they are, and as they would be if nobody had granted or revoked any.
    ///
    /// Of what `initdb` makes, the usual rights are those of `pg_init_privs`.
    /// Source: <https://www.postgresql.org/docs/current/ddl-priv.html>.
    static let grants = CatalogQuery(
        """
        SELECT o.catalog, o.number, o.part, x.is_usual,
          CASE x.grantee WHEN 0 THEN '' ELSE pg_catalog.pg_get_userbyid(x.grantee) END, x.privilege_type,
          x.is_grantable, x.grantee = o.owner,
          CASE x.grantor WHEN o.owner THEN '' ELSE pg_catalog.pg_get_userbyid(x.grantor) END
        FROM (
          SELECT \(number(of: "pg_class")) AS catalog, oid AS number, 0 AS part, relowner AS owner,
            relacl AS acl, CASE relkind WHEN 'S' THEN 's' ELSE 'r' END AS kind FROM pg_catalog.pg_class
          WHERE \(isOutside("relnamespace"))
          UNION ALL SELECT \(number(of: "pg_class")), a.attrelid, a.attnum, c.relowner, a.attacl, 'c'
            FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
            WHERE a.attacl IS NOT NULL AND NOT a.attisdropped AND \(isOutside("c.relnamespace"))
          UNION ALL SELECT \(number(of: "pg_proc")), oid, 0, proowner, proacl, 'f' FROM pg_catalog.pg_proc
          WHERE \(isOutside("pronamespace"))
          UNION ALL SELECT \(number(of: "pg_type")), oid, 0, typowner, typacl, 'T' FROM pg_catalog.pg_type
          WHERE \(isOutside("typnamespace"))
          UNION ALL SELECT \(number(of: "pg_namespace")), oid, 0, nspowner, nspacl, 'n'
            FROM pg_catalog.pg_namespace WHERE \(isOutside("oid"))
          UNION ALL SELECT \(number(of: "pg_language")), oid, 0, lanowner, lanacl, 'l'
            FROM pg_catalog.pg_language
          UNION ALL SELECT \(number(of: "pg_foreign_data_wrapper")), oid, 0, fdwowner, fdwacl, 'F'
            FROM pg_catalog.pg_foreign_data_wrapper
          UNION ALL SELECT \(number(of: "pg_foreign_server")), oid, 0, srvowner, srvacl, 'S'
            FROM pg_catalog.pg_foreign_server
        ) AS o
          LEFT JOIN pg_catalog.pg_init_privs AS p
            ON p.classoid = o.catalog AND p.objoid = o.number AND p.objsubid = o.part
          CROSS JOIN LATERAL (
            SELECT false AS is_usual, a.* FROM pg_catalog.aclexplode(o.acl) AS a
            UNION ALL SELECT true, a.*
              FROM pg_catalog.aclexplode(
                COALESCE(p.initprivs, pg_catalog.acldefault(o.kind::pg_catalog."char", o.owner))) AS a) AS x
        WHERE o.acl IS NOT NULL AND o.acl IS DISTINCT FROM p.initprivs
        """
    ) { catalog, row in
        var row = row
        let address = CatalogAddress(row.number(), row.number(), row.number())
        let right = CatalogRight(&row)
        catalog.rights[address, default: RightsReader()].read(right)
        catalog.access[address, default: AccessReader()].read(right)
    }
}

/// One right of the catalogue.
struct CatalogRight {
    /// Whether it is one that everybody of its kind has from the start, and not one that is there.
    let isUsual: Bool
    /// Whose it is; empty for everybody.
    let role: String
    /// What it allows.
    let privilege: String
    /// Whether it may be handed on.
    let isGrantable: Bool
    /// Whether it is the owner's.
    let isOwners: Bool
    /// Who gave it; empty for the owner.
    let giver: String

    init(_ row: inout CatalogRow) {
        (isUsual, role, privilege) = (row.flag(), row.text(), row.text())
        (isGrantable, isOwners, giver) = (row.flag(), row.flag(), row.text())
    }
}

/// Rights on one object that differ from the usual ones; without the owner's own.
struct RightsReader {
    private struct Rights: Equatable {
        var all: Set<String> = []
        var grantable: Set<String> = []
    }

    private var present: [String: Rights] = [:]
    private var usual: [String: Rights] = [:]

    /// Takes in one right.
    mutating func read(_ right: CatalogRight) {
        guard !right.isOwners else { return }
        func add(_ rights: inout Rights) {
            rights.all.insert(right.privilege)
            if right.isGrantable { rights.grantable.insert(right.privilege) }
        }
        if right.isUsual {
            add(&usual[right.role, default: Rights()])
        } else {
            add(&present[right.role, default: Rights()])
        }
    }

    /// The rights of each role whose rights are not the usual; nothing to do for one that has lost all.
    var grants: [Grant] {
        Set(present.keys).union(usual.keys).sorted { $0.precedes($1) }.compactMap { role in
            let rights = present[role] ?? Rights()
            guard rights != usual[role] ?? Rights() else { return nil }
            var grant = Grant(role, rights.all.sorted())
            grant.grantable = rights.grantable.sorted()
            return grant
        }
    }
}
