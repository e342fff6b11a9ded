public import MartletCore

/// The application's settings: keys and values, the prompts for bios among them.
public struct Settings {
    private let database: AvatarDatabase

    /// The settings of a database.
    public init(in database: AvatarDatabase) { self.database = database }

    /// The value of a setting.
    /// - Returns: `fallback` if there is none.
    public func value(for key: String, default fallback: String? = nil) throws(DriverError) -> String? {
        try database.rows("SELECT value FROM public.settings WHERE key = $1", [.text(key)]).first?.text(0) ?? fallback
    }

    /// Gives a setting a value, whether it has one or not.
    public func setValue(_ value: String, for key: String) throws(DriverError) {
        _ = try database.write(
            """
            INSERT INTO public.settings (key, value) VALUES ($1, $2)
            ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = pg_catalog.now()
            """, [.text(key), .text(value)])
    }
}
