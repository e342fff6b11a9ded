internal import FoundationEssentials
public import MartletCore

/// A task that generates avatars, from its submission to its end.
public struct GenerationTask: Sendable, Hashable {
    /// How far a task has come.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        /// Submitted.
        case pending
        /// The data of the personas are written.
        case generatingData = "generating-data"
        /// Their images are made.
        case generatingImages = "generating-images"
        /// It went well.
        case completed
        /// It did not.
        case failed
    }

    /// What is asked for.
    public struct Order: Sendable, Hashable {
        /// What the form said of the persona.
        public var personaDescription: String
        /// The language of the bios.
        public var bioLanguage: String
        /// How many avatars.
        public var numberToGenerate: Int
        /// How many images of each: 4 or 8.
        public var imagesPerPersona: Int

        /// Makes an order.
        public init(personaDescription: String, bioLanguage: String, numberToGenerate: Int, imagesPerPersona: Int) {
            self.personaDescription = personaDescription
            self.bioLanguage = bioLanguage
            self.numberToGenerate = numberToGenerate
            self.imagesPerPersona = imagesPerPersona
        }
    }

    /// The number of the row.
    public let id: Int
    /// What users see.
    public let taskID: String
    /// Who submitted it.
    public let userID: Int
    /// What was asked for.
    public let order: Order
    /// How far it has come.
    public private(set) var status: Status
    /// Why it failed.
    public private(set) var errorLog: String?
    /// When it was submitted, as the database writes it, in UTC.
    public let createdAt: String
    /// When it changed last.
    public private(set) var updatedAt: String
    /// When it ended, well or not.
    public private(set) var completedAt: String?

    private static let columns = """
        id, task_id, user_id, persona_description, bio_language, number_to_generate, images_per_persona, status, error_log,
        created_at::text, updated_at::text, completed_at::text
        """

    private init?(_ row: Row) {
        guard row.values.count == 12, let id = row.integer(0), let taskID = row.text(1), let userID = row.integer(2),
            let number = row.integer(5), let images = row.integer(6), let status = Status(rawValue: row.text(7) ?? "")
        else { return nil }
        (self.id, self.taskID, self.userID, self.status) = (id, taskID, userID, status)
        order = Order(
            personaDescription: row.text(3) ?? "", bioLanguage: row.text(4) ?? "", numberToGenerate: number,
            imagesPerPersona: images)
        (errorLog, createdAt, updatedAt) = (row.text(8), row.text(9) ?? "", row.text(10) ?? "")
        completedAt = row.text(11)
    }

    /// The beginning of a random UUID, eight characters.
    public static func generateTaskID() -> String { String(UUID().uuidString.prefix(8)).lowercased() }

    /// Submits a task for a user.
    /// - Parameter makeID: Makes an id; it is asked again while there is a task that has it.
    public static func create(
        _ order: Order, for user: User, in database: AvatarDatabase, makeID: () -> String = generateTaskID
    ) throws(DriverError) -> GenerationTask {
        for _ in 0..<20 {
            let rows = try database.write(
                """
                INSERT INTO public.generation_tasks
                  (task_id, user_id, persona_description, bio_language, number_to_generate, images_per_persona)
                VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (task_id) DO NOTHING RETURNING \(columns)
                """,
                [
                    .text(makeID()), .integer(user.id), .text(order.personaDescription), .text(order.bioLanguage),
                    .integer(order.numberToGenerate), .integer(order.imagesPerPersona),
                ])
            if let task = rows.first.flatMap(GenerationTask.init) { return task }
        }
        throw DriverError(.sql, "every id that was tried for a task is taken")
    }

    /// The task that users see under an id.
    public static func find(taskID: String, in database: AvatarDatabase) throws(DriverError) -> GenerationTask? {
        try database.rows("SELECT \(columns) FROM public.generation_tasks WHERE task_id = $1", [.text(taskID)]).first
            .flatMap(GenerationTask.init)
    }

    static func all(of user: User, in database: AvatarDatabase) throws(DriverError) -> [GenerationTask] {
        try database.rows(
            "SELECT \(columns) FROM public.generation_tasks WHERE user_id = $1 ORDER BY id DESC", [.integer(user.id)]
        ).compactMap(GenerationTask.init)
    }

    /// Says how far the task has come, and when.
    public mutating func updateStatus(_ newStatus: Status, in database: AvatarDatabase) throws(DriverError) {
        try change("status = $2, updated_at = pg_catalog.now()", [.text(newStatus.rawValue)], in: database)
    }

    /// Ends the task, well or not, with the time and with why it failed.
    public mutating func markCompleted(
        success: Bool, errorMessage: String? = nil, in database: AvatarDatabase
    ) throws(DriverError) {
        try change(
            "status = $2, error_log = $3, completed_at = pg_catalog.now(), updated_at = pg_catalog.now()",
            [.text((success ? Status.completed : .failed).rawValue), .optional(errorMessage)], in: database)
    }

    private mutating func change(
        _ assignments: String, _ values: [Value], in database: AvatarDatabase
    ) throws(DriverError) {
        let rows = try database.write(
            "UPDATE public.generation_tasks SET \(assignments) WHERE id = $1 RETURNING \(Self.columns)",
            [.integer(id)] + values)
        guard let changed = rows.first.flatMap(GenerationTask.init) else {
            throw DriverError(.sql, "the task \(taskID) is gone")
        }
        self = changed
    }
}
