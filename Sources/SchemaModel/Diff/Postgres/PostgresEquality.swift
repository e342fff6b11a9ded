internal import SQLText

/// What is the same in two schemas apart from what is changed in its place: comments, rights, and more for some kinds.
enum PostgresEquality {
    /// A key but for its name and the storage of its index.
    static func content(_ key: Key) -> Key {
        var key = key
        (key.name, key.comment, key.isInherited, key.options) = (nil, nil, false, [:])
        return key
    }

    /// A foreign key but for its name, and for what ALTER CONSTRAINT and VALIDATE CONSTRAINT change.
    static func content(_ key: ForeignKey) -> ForeignKey {
        var key = key
        (key.name, key.comment, key.isInherited, key.isValidated, key.deferral) = (nil, nil, false, true, .never)
        return key
    }

    /// A condition but for its name and whether it was checked.
    static func content(_ check: Check) -> Check {
        var check = check
        (check.name, check.comment, check.isInherited, check.isValidated) = (nil, nil, false, true)
        return check
    }

    /// An index but for its name, its place in that of the partitioned table, and its storage.
    static func content(_ index: Index) -> Index {
        var index = index
        (index.name, index.comment, index.parent, index.options) = ("", nil, nil, [:])
        index.isOnParentAlone = false
        for part in index.parts.indices { index.parts[part].statistics = nil }
        return index
    }

    /// A trigger but for when it fires.
    static func content(_ trigger: Trigger) -> Trigger {
        var trigger = trigger
        (trigger.enabled, trigger.comment) = (nil, nil)
        return trigger
    }

    /// A view but for what is said of it afterwards.
    static func content(_ view: View) -> View {
        var view = view
        (view.comment, view.grants, view.indexes, view.triggers, view.isPopulated) = (nil, [], [], [], true)
        (view.clusteredOn, view.replicaIdentity) = (nil, nil)
        view.columns = columns(view)
        if view.isMaterialized { view.options = [:] }
        return view
    }

    /// The columns of a view by what its query makes them.
    static func columns(_ view: View) -> [Column] {
        view.columns.map { column in
            var plain = Column(column.name, column.type)
            plain.collation = column.collation
            return plain
        }
    }

    /// A routine but for what is said of it afterwards.
    static func content(_ routine: Routine) -> Routine {
        var routine = routine
        (routine.comment, routine.grants) = (nil, [])
        return routine
    }

    /// Another object but for its comment.
    static func content(_ other: OtherObject) -> OtherObject {
        var other = other
        other.comment = nil
        // Columns stand in the order of the table there, which means nothing.
        if other.kind == "statistics" {
            other.statements = other.statements.map { sql in
                sql.split { $0 == " " || $0 == "," }.map(String.init).sorted().joined(separator: " ")
            }
        }
        return other
    }

    // MARK: Parts that stay

    /// Whether a key stays as it is, or with other parameters for its index.
    static func stays(_ old: Key, _ new: Key) -> Bool { old.name == new.name && content(old) == content(new) }

    /// Whether a foreign key stays; one that was checked cannot be made unchecked.
    ///
    /// For a part of that of the partitioned table the server takes only one that is checked, and at the same moment.
    static func stays(_ old: ForeignKey, _ new: ForeignKey) -> Bool {
        let isPart = old.isInherited || !new.isInherited || old.isValidated && old.deferral == new.deferral
        return old.name == new.name && content(old) == content(new) && (!old.isValidated || new.isValidated) && isPart
    }

    /// Whether a condition stays; one that was checked cannot be made unchecked.
    static func stays(_ old: Check, _ new: Check) -> Bool {
        old.name == new.name && content(old) == content(new) && (!old.isValidated || new.isValidated)
    }

    /// Whether an index stays; one that is a part of another cannot be taken from it.
    static func stays(_ old: Index, _ new: Index) -> Bool {
        old.name == new.name && content(old) == content(new) && (old.parent == nil || old.parent == new.parent)
            && (old.isOnParentAlone || !new.isOnParentAlone)
    }

    /// Whether a trigger stays.
    static func stays(_ old: Trigger, _ new: Trigger) -> Bool { content(old) == content(new) }

    /// Whether a policy stays; ALTER POLICY adds conditions and changes them, and takes none away.
    static func stays(_ old: Policy, _ new: Policy) -> Bool {
        old.name == new.name && old.command == new.command && old.isPermissive == new.isPermissive
            && (old.using == nil || new.using != nil) && (old.check == nil || new.check != nil)
    }

    /// Whether CREATE OR REPLACE VIEW gives the new view: its first columns have to be those of the old one.
    ///
    /// Source: <https://www.postgresql.org/docs/current/sql-createview.html>.
    static func stays(_ old: View, _ new: View) -> Bool {
        guard content(old) != content(new) else { return true }
        return !old.isMaterialized && !new.isMaterialized && columns(new).starts(with: columns(old))
    }

    /// Whether CREATE OR REPLACE gives the new routine: neither its arguments nor its result may change.
    ///
    /// Source: <https://www.postgresql.org/docs/current/sql-createfunction.html>.
    static func stays(_ old: Routine, _ new: Routine) -> Bool {
        guard content(old) != content(new) else { return true }
        return new.kind != .aggregate && old.kind == new.kind && old.result == new.result
            && old.arguments == new.arguments && old.isWindow == new.isWindow
    }
}

extension Routine {
    /// The head of the statement: name, arguments with their names and defaults, result.
    fileprivate var arguments: String {
        let head = definition.ranges(of: "\n LANGUAGE ").first.map { definition[..<$0.lowerBound] }
        return String(head ?? definition[...])
    }

    fileprivate var isWindow: Bool { definition.prefix { $0 != "$" }.contains(" WINDOW") }
}
