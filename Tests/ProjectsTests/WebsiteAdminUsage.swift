import KokoroWebsiteAdmin

// The code of the README, so that it is compiled; `DocumentedCodeTests` compares the texts.

func initialiseWebsiteAdmin() async throws {
    // Create tables
    try await initDB()

    // Insert default data
    try await initData()
}
