public import MartletCore

/// Somebody who may sign in.
public struct User: Sendable, Hashable {
    /// The number of the row.
    public let id: Int
    /// The address to sign in with.
    public let email: String
    /// The bcrypt hash of the password.
    public let passwordHash: String
    /// When the account was made, as the database writes it, in UTC.
    public let createdAt: String
    /// The last time that signing in went well; `nil` if it never did.
    public let lastLogin: String?
    /// Whether the account may be used.
    public let isActive: Bool

    private static let columns = "id, email, password_hash, created_at::text, last_login::text, is_active::int"

    private init?(_ row: Row) {
        guard row.values.count == 6, let id = row.integer(0), let email = row.text(1), let hash = row.text(2) else {
            return nil
        }
        (self.id, self.email, passwordHash) = (id, email, hash)
        (createdAt, lastLogin, isActive) = (row.text(3) ?? "", row.text(4), row.integer(5) == 1)
    }

    /// Makes an account; `nil` if the address has one.
    public static func create(
        email: String, passwordHash: String, in database: AvatarDatabase
    ) throws(DriverError) -> User? {
        try database.write(
            """
            INSERT INTO public.users (email, password_hash, created_at) VALUES ($1, $2, pg_catalog.now())
            ON CONFLICT (email) DO NOTHING RETURNING \(columns)
            """, [.text(email), .text(passwordHash)]
        ).first.flatMap(User.init)
    }

    /// The account of an address.
    public static func find(email: String, in database: AvatarDatabase) throws(DriverError) -> User? {
        try database.rows("SELECT \(columns) FROM public.users WHERE email = $1", [.text(email)]).first
            .flatMap(User.init)
    }

    /// Signs in: notes the time, if the password is right and the account may be used.
    public static func signIn(
        email: String, password: String, in database: AvatarDatabase
    ) throws(DriverError) -> User? {
        guard let user = try find(email: email, in: database), user.isActive, user.verifies(password) else {
            return nil
        }
        return try database.write(
            "UPDATE public.users SET last_login = pg_catalog.now() WHERE id = $1 RETURNING \(columns)",
            [.integer(user.id)]
        ).first.flatMap(User.init)
    }

    /// Whether this is the account's password.
    public func verifies(_ password: String) -> Bool { PasswordHash.verifies(password, against: passwordHash) }

    /// What the user has submitted, the newest first.
    public func generationTasks(in database: AvatarDatabase) throws(DriverError) -> [GenerationTask] {
        try GenerationTask.all(of: self, in: database)
    }
}
