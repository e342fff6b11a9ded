/// Who owns the objects of a schema, and who may do what with them, as far as somebody has told.
///
/// Roles are of a server and not of a schema, so that schemas with other owners are equal, and the JSON of a schema has
/// none. They are known for one reason: what is dropped and made again is given back, with the rights that it had.
public struct Owners: Sendable, Hashable {
    /// The roles, by what they own.
    public var roles: [ObjectReference: String] = [:]
    /// The owner of the database.
    public var ofDatabase: String?
    /// Who may do what with objects and columns of which somebody has said it; the usual counts for all others.
    public var access: [ObjectReference: AccessList] = [:]
    /// What objects get that are made later.
    public var defaultPrivileges: [DefaultPrivileges] = []

    /// Nobody that is known.
    public init() {}

    /// Without what the owner of the database owns, who is whoever made a database for a while.
    public var withoutUsual: Owners {
        var owners = self
        owners.roles = roles.filter { $0.value != ofDatabase }
        return owners
    }

    /// Without names of owners: everything is its maker's then, who has given all rights.
    public var ofNobody: Owners {
        var owners = self
        owners.roles = [:]
        owners.access = access.mapValues(\.withoutGivers)
        return owners
    }

    /// Always true: owners make no difference.
    public static func == (left: Owners, right: Owners) -> Bool { true }

    /// Nothing, as all are equal.
    public func hash(into hasher: inout Hasher) {}
}
