internal import SQLText

/// The statements that give one object just the rights of a list.
struct PostgresAccessText {
    /// The statements, in order.
    private(set) var statements: [ChangeStatement] = []

    private let object: PostgresDDL.Granted
    /// The role that owns the object by then; `nil` if that is whoever has made it.
    private let owner: String?
    /// What the role that has made the object may have given with it: it is not known who that is, and so which of them
    /// count.
    private let defaults: [DefaultPrivileges]

    init(of object: PostgresDDL.Granted, owner: String?, _ defaults: [DefaultPrivileges]) {
        (self.object, self.owner) = (object, owner)
        let kind: ObjectReference.Kind = object.object.kind == .view ? .table : object.object.kind
        self.defaults = defaults.filter {
            $0.kind == kind && ($0.namespace == nil || $0.namespace == object.object.name.schema)
        }
    }

    private mutating func add(_ sql: String, _ explanation: String, onCopy: [String]? = nil) {
        statements.append(.onRights(sql, explanation, onCopy: onCopy))
    }

    private mutating func take(from role: String, _ who: String) {
        func sql(_ role: String) -> String { PostgresDDL.revoke(role, on: object.words, column: object.column) }
        let isOwners = who == Self.ownerInWords
        add(
            sql(role), "Takes all rights on \(object.words) from \(who).",
            onCopy: isOwners ? [sql(PostgresDDL.maker)] : nil)
    }

    private static let ownerInWords = "the owner"

    private var ownerName: String { owner.map { PostgresDDL.name($0) } ?? PostgresDDL.maker }

    /// Takes what default privileges may have given, but for what they give to everybody.
    mutating func takeDefaults() {
        let holders = Set(defaults.flatMap(\.entries).map(\.holder))
        for role in holders.compactMap(\.role).sorted() { take(from: PostgresDDL.name(role), "the role \(role)") }
        let losesOwn = owner.map { holders.contains(.role($0)) } ?? false
        guard losesOwn || defaults.contains(where: { !$0.givesOwnerAll }) else { return }
        func sql(_ role: String) -> String { "GRANT ALL ON \(object.words) TO \(role)" }
        add(sql(ownerName), "Gives the owner all rights on \(object.words).", onCopy: [sql(PostgresDDL.maker)])
    }

    /// Gives the object just these rights.
    mutating func give(_ list: AccessList) {
        takeDefaults()
        if let entry = list.ofOwner {
            if object.column == nil { take(from: ownerName, Self.ownerInWords) }
            give(entry, to: ownerName, Self.ownerInWords)
        }
        let usual = AccessList.usual(object.object.kind).entries
        let ofPublic = list.entries.filter { $0.holder == .everybody }
        let givesPublic = defaults.contains { $0.entries.contains { $0.holder == .everybody } }
        let staysPublic = defaults.isEmpty && ofPublic == usual
        if !staysPublic, givesPublic || !(usual + ofPublic).isEmpty { take(from: PostgresDDL.everybody, "everybody") }
        for entry in list.entries {
            switch entry.holder {
            case .owner: break
            case .everybody: if !staysPublic { give(entry, to: PostgresDDL.everybody, "everybody") }
            case .role(let role): give(entry, to: PostgresDDL.name(role), "the role \(role)")
            }
        }
    }

    private mutating func give(_ entry: AccessList.Entry, to role: String, _ who: String) {
        func statements(_ role: String) -> [String] {
            PostgresDDL.give(
                entry.privileges.sorted(), grantable: entry.grantable.sorted(), on: object.words,
                column: object.column, to: role)
        }
        let what = "Gives \(who) its rights on \(object.words)"
        let onCopy = statements(entry.holder == .owner ? PostgresDDL.maker : role)
        guard case .role(let giver) = entry.giver else {
            for (sql, copy) in zip(statements(role), onCopy) { add(sql, "\(what).", onCopy: [copy]) }
            return
        }
        add(
            PostgresDDL.acting(as: giver, statements(role)),
            "\(what) as \(giver), who gave them; as the owner if you may not act as \(giver).", onCopy: onCopy)
    }
}

extension ChangeStatement {
    /// A statement about rights.
    /// - Parameter onCopy: what stands for it in a database where everything belongs to one role; `nil` if it does itself.
    static func onRights(_ sql: String, _ explanation: String, onCopy: [String]? = nil) -> ChangeStatement {
        var statement = ChangeStatement(sql, explanation, hazards: [.changesMeaning])
        (statement.namesRoles, statement.onCopy) = (true, onCopy ?? [sql])
        return statement
    }
}

extension AccessList {
    /// What is so from the start: everybody may run routines and use types.
    static func usual(_ kind: ObjectReference.Kind) -> AccessList {
        var list = AccessList()
        switch kind {
        case .routine: list.entries = [Entry(.everybody, from: .owner, ["EXECUTE"])]
        case .type: list.entries = [Entry(.everybody, from: .owner, ["USAGE"])]
        default: break
        }
        return list
    }
}

extension AccessList.Holder {
    /// The role, if it is one that does not own the object.
    fileprivate var role: String? { if case .role(let name) = self { name } else { nil } }
}

// MARK: On a copy

extension Schema {
    /// The statements that give the objects of a copy the rights they have here, and then have everything that is made
    /// there get what the default privileges say: everything belongs to one role, which counts for all owners.
    package var rightsOnCopy: [ChangeStatement] {
        let rights = PostgresDDL.granted(self).flatMap { object -> [ChangeStatement] in
            guard let list = owners.access[object.object] else { return [] }
            var text = PostgresAccessText(of: object, owner: nil, [])
            text.give(list)
            return text.statements
        }
        return rights + owners.defaultPrivileges.flatMap(\.onCopy)
    }

    /// Who owns what and may do what, by the names of this schema and by those that the objects get in another.
    package func ownersByAllNames(to new: Schema, renames: [RenameHint]) -> Owners {
        guard dialect == .postgres, !renames.isEmpty else { return owners }
        var all = PostgresRenaming(self, to: new, renames).schema.owners
        all.roles.merge(owners.roles) { renamed, _ in renamed }
        all.access.merge(owners.access) { renamed, _ in renamed }
        return all
    }

    /// The objects that two schemas have and whose rights differ, in the order of the second one.
    /// - Parameter renames: what has another name here.
    package func otherRights(than before: Schema, renames: [RenameHint]) -> [ObjectReference] {
        let before = PostgresRenaming(before, to: self, renames).schema
        let known = Set(PostgresDDL.granted(before).map(\.object))
        return PostgresDDL.granted(self).map(\.object).filter { object in
            func list(_ owners: Owners) -> AccessList { owners.access[object] ?? .usual(object.kind) }
            return known.contains(object) && list(owners) != list(before.owners)
        }
    }
}

extension DefaultPrivileges {
    /// The same of the role that says it.
    fileprivate var onCopy: [ChangeStatement] {
        let kinds: [ObjectReference.Kind: String] = [.sequence: "SEQUENCES", .routine: "FUNCTIONS", .type: "TYPES"]
        let what = kinds[kind] ?? "TABLES"
        let place = namespace.map { "IN SCHEMA \(PostgresDDL.name($0)) " } ?? ""
        func statement(_ sql: String) -> ChangeStatement {
            .onRights("ALTER DEFAULT PRIVILEGES \(place)\(sql)", "Says who may do what with new objects.")
        }
        var statements: [ChangeStatement] = []
        if namespace == nil {
            statements.append(statement("REVOKE ALL ON \(what) FROM \(PostgresDDL.everybody)"))
            if !givesOwnerAll { statements.append(statement("REVOKE ALL ON \(what) FROM \(PostgresDDL.maker)")) }
        }
        return statements
            + entries.map { entry in
                let role =
                    switch entry.holder {
                    case .owner: PostgresDDL.maker
                    case .everybody: PostgresDDL.everybody
                    case .role(let name): PostgresDDL.name(name)
                    }
                return statement("GRANT \(entry.privileges.sorted().joined(separator: ", ")) ON \(what) TO \(role)")
            }
    }
}
