import AvatarDataGenerator
import MartletCore
import TestSupport
import Testing

/// The models of AvatarDataGenerator on a database that its migrations made, asked with `psql`.
@Suite struct ModelTests {
    let fresh: FreshDatabase
    let database: AvatarDatabase

    init() throws {
        fresh = try FreshDatabase()
        let root = MartletBinary.packageRoot + "/Projects/AvatarDataGenerator"
        let migrated = MartletBinary.run(
            ["--url", fresh.url, "--migrations", root + "/migrations/versions", "migrate"], in: "/tmp")
        try #require(migrated.status == 0, "\(migrated.everything)")
        database = try AvatarDatabase(url: fresh.url)
    }

    private func user(_ email: String = "a@example.com", _ password: String = "correct horse") throws -> User {
        let hash = try PasswordHash.make(of: password, cost: 4)
        return try #require(try User.create(email: email, passwordHash: hash, in: database))
    }

    private let order = GenerationTask.Order(
        personaDescription: "somebody's aunt; \"kind\"", bioLanguage: "English", numberToGenerate: 10,
        imagesPerPersona: 4)

    // MARK: User

    @Test func aUserIsFoundByTheAddress() throws {
        let user = try user()
        #expect(user.isActive)
        #expect(user.lastLogin == nil)
        #expect(try User.find(email: "a@example.com", in: database) == user)
        #expect(try User.find(email: "b@example.com", in: database) == nil)
        #expect(try User.create(email: "a@example.com", passwordHash: "x", in: database) == nil)
        #expect(fresh.text("SELECT password_hash LIKE '$2b$04$%' FROM users") == "t")
    }

    @Test func onlyTheRightPasswordSignsIn() throws {
        _ = try user()
        #expect(try User.signIn(email: "a@example.com", password: "wrong", in: database) == nil)
        #expect(fresh.text("SELECT last_login IS NULL FROM users") == "t")
        let user = try #require(try User.signIn(email: "a@example.com", password: "correct horse", in: database))
        #expect(user.lastLogin != nil)
        #expect(fresh.text("SELECT last_login >= created_at FROM users") == "t")
        _ = fresh.psql("UPDATE users SET is_active = false")
        #expect(try User.signIn(email: "a@example.com", password: "correct horse", in: database) == nil)
        #expect(try User.signIn(email: "nobody@example.com", password: "x", in: database) == nil)
    }

    // MARK: Settings

    @Test func settingsHaveValuesAndDefaults() throws {
        let settings = Settings(in: database)
        #expect(try settings.value(for: "bio_prompt_x")?.contains("160 characters") == true)
        #expect(try settings.value(for: "colour") == nil)
        #expect(try settings.value(for: "colour", default: "green") == "green")
        try settings.setValue("it's blue; é漢", for: "colour")
        #expect(try settings.value(for: "colour", default: "green") == "it's blue; é漢")
        _ = fresh.psql("UPDATE settings SET updated_at = '2020-01-01'")
        try settings.setValue("", for: "colour")
        #expect(try settings.value(for: "colour", default: "green") == "")
        #expect(
            fresh.text("SELECT count(*), bool_and(updated_at > '2021-01-01') FROM settings WHERE key = 'colour'")
                == "1|t")
        #expect(fresh.text("SELECT count(*) FROM settings") == "5")
    }

    // MARK: GenerationTask

    @Test func aTaskGoesThroughItsStates() throws {
        var task = try GenerationTask.create(order, for: user(), in: database)
        #expect(task.status == .pending && task.completedAt == nil && task.order == order)
        #expect(try GenerationTask.find(taskID: task.taskID, in: database) == task)
        _ = fresh.psql("UPDATE generation_tasks SET updated_at = '2020-01-01'")
        for status in [GenerationTask.Status.generatingData, .generatingImages] {
            try task.updateStatus(status, in: database)
            #expect(task.status == status && task.completedAt == nil)
        }
        #expect(fresh.text("SELECT status, updated_at > '2021-01-01' FROM generation_tasks") == "generating-images|t")
        try task.markCompleted(success: true, in: database)
        #expect(task.status == .completed && task.completedAt != nil && task.errorLog == nil)
        #expect(
            fresh.text("SELECT status, error_log IS NULL, completed_at = updated_at FROM generation_tasks")
                == "completed|t|t")
    }

    @Test func aTaskFailsWithItsReason() throws {
        var task = try GenerationTask.create(order, for: user(), in: database)
        try task.markCompleted(success: false, errorMessage: "no \"images\" came; O'Neill", in: database)
        #expect(task.status == .failed && task.errorLog == "no \"images\" came; O'Neill")
        #expect(fresh.text("SELECT status, error_log FROM generation_tasks") == "failed|no \"images\" came; O'Neill")
    }

    @Test func theTasksOfAUserAreTheirOwn() throws {
        let (ann, bob) = (try user("ann@example.com"), try user("bob@example.com"))
        let first = try GenerationTask.create(order, for: ann, in: database)
        let second = try GenerationTask.create(order, for: ann, in: database)
        let other = try GenerationTask.create(order, for: bob, in: database)
        #expect(try ann.generationTasks(in: database) == [second, first])
        #expect(try bob.generationTasks(in: database) == [other])
    }

    @Test func anIDHasEightCharactersOfItsOwn() {
        let ids = (0..<200).map { _ in GenerationTask.generateTaskID() }
        #expect(Set(ids).count == 200)
        #expect(ids.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{8}/) != nil })
    }

    @Test func anIDThatIsTakenIsNotGivenTwice() throws {
        let user = try user()
        _ = try GenerationTask.create(order, for: user, in: database) { "11111111" }
        var ids = ["11111111", "11111111", "22222222"]
        let task = try GenerationTask.create(order, for: user, in: database) { ids.removeFirst() }
        #expect(task.taskID == "22222222")
        #expect(throws: DriverError.self) {
            try GenerationTask.create(order, for: user, in: database) { "11111111" }
        }
    }

    @Test func whatTheDatabaseRefusesIsAnError() throws {
        var five = order
        five.imagesPerPersona = 5
        let user = try user()
        #expect(throws: DriverError.self) { try GenerationTask.create(five, for: user, in: database) }
        var task = try GenerationTask.create(order, for: user, in: database)
        _ = fresh.psql("DELETE FROM generation_tasks")
        #expect(throws: DriverError.self) { try task.updateStatus(.completed, in: database) }
        #expect(task.status == .pending)
    }

    @Test func theCodeOfTheReadmeRuns() throws {
        _ = try user()
        let task = try submit(order, email: "a@example.com", password: "correct horse", url: fresh.url)
        #expect(task?.status == .completed && task?.order == order)
        #expect(try submit(order, email: "a@example.com", password: "wrong", url: fresh.url) == nil)
        #expect(fresh.text("SELECT count(*) FROM generation_tasks") == "1")
    }

    @Test func aServerThatIsNotThereIsAnError() {
        let error = #expect(throws: MartletError.self) {
            try AvatarDatabase(url: "postgres://nobody@/nothing?host=/tmp/no-such-folder")
        }
        #expect(error?.diagnostics.first?.code == .outOfReach)
        #expect(throws: MartletError.self) { try AvatarDatabase(url: "mysql://x") }
    }
}
