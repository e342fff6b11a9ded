import AvatarDataGenerator

// The code of the README, so that it is compiled; `DocumentedCodeTests` compares the texts, `ModelTests` runs it.

func submit(_ order: GenerationTask.Order, email: String, password: String, url: String) throws -> GenerationTask? {
    let database = try AvatarDatabase(url: url)
    let settings = Settings(in: database)
    let prompt = try settings.value(for: "bio_prompt_x", default: "Write a bio.")
    try settings.setValue(prompt ?? "Write a short bio.", for: "bio_prompt_x")

    guard let user = try User.signIn(email: email, password: password, in: database) else { return nil }
    var task = try GenerationTask.create(order, for: user, in: database)
    try task.updateStatus(.generatingData, in: database)
    try task.markCompleted(success: true, in: database)
    return try user.generationTasks(in: database).first
}
