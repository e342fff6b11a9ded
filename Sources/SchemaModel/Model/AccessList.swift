/// Who may do what with one object, to the letter: also the owner, and who has given it.
///
/// `Grant` is the same for people: what differs from the usual. What is made again needs all of it.
/// Source: <https://www.postgresql.org/docs/current/ddl-priv.html>.
public struct AccessList: Sendable, Hashable {
    /// Whoever has rights, or gives them.
    public enum Holder: Sendable, Hashable {
        /// The owner of the object, whoever that is.
        case owner
        /// PUBLIC.
        case everybody
        /// A role that does not own it.
        case role(String)
    }

    /// What one holder has from another.
    public struct Entry: Sendable, Hashable {
        /// Who has it.
        public var holder: Holder
        /// Who gave it.
        public var giver: Holder
        /// What it may do: `SELECT`.
        public var privileges: Set<String>
        /// What of that it may hand on.
        public var grantable: Set<String>

        /// Rights of a holder.
        public init(_ holder: Holder, from giver: Holder, _ privileges: Set<String>, grantable: Set<String> = []) {
            (self.holder, self.giver) = (holder, giver)
            (self.privileges, self.grantable) = (privileges, grantable)
        }
    }

    /// All of it but for what the owner has, sorted: a giver has the right before.
    public var entries: [Entry] = []
    /// What the owner has; `nil` if it has everything, as from the start.
    public var ofOwner: Entry?

    /// What nobody has touched.
    public init() {}

    /// The same, as if the owner had given all of it.
    public var withoutGivers: AccessList {
        var list = self
        list.entries = []
        for entry in entries {
            if let index = list.entries.firstIndex(where: { $0.holder == entry.holder }) {
                list.entries[index].privileges.formUnion(entry.privileges)
                list.entries[index].grantable.formUnion(entry.grantable)
            } else {
                list.entries.append(Entry(entry.holder, from: .owner, entry.privileges, grantable: entry.grantable))
            }
        }
        return list
    }
}

/// What ALTER DEFAULT PRIVILEGES says of objects of a kind that are made later.
///
/// Source: <https://www.postgresql.org/docs/current/sql-alterdefaultprivileges.html>.
public struct DefaultPrivileges: Sendable, Hashable {
    /// The kind; `.table` stands for views too.
    public var kind: ObjectReference.Kind
    /// The schema in which it counts; `nil` for all.
    public var namespace: String?
    /// Who has which rights then, from the role that makes the object; without that role itself.
    public var entries: [AccessList.Entry]
    /// Whether the role that makes the object has all rights then.
    public var givesOwnerAll = true

    /// What is given with objects of a kind.
    public init(_ kind: ObjectReference.Kind, in namespace: String?, _ entries: [AccessList.Entry] = []) {
        (self.kind, self.namespace, self.entries) = (kind, namespace, entries)
    }
}
