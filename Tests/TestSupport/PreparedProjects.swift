internal import Testing

extension ScratchProject {
    /// A project that is migrated and seeded.
    public static func setUp(settings: [String] = []) -> ScratchProject {
        let project = ScratchProject(ScratchProject.seeded, settings: settings)
        expectStatus(project.martlet("setup"), 0)
        return project
    }

    /// A project whose database is migrated, up to a version if one is given.
    public static func migrated(
        to version: String? = nil, _ files: [String: String] = ScratchProject.twoMigrations, settings: [String] = []
    ) -> ScratchProject {
        let project = ScratchProject(files, settings: settings)
        let result =
            if let version { project.martlet("migrate", "--to", version) } else { project.martlet("migrate") }
        expectStatus(result, 0)
        return project
    }

    /// A project with a file that runs without a transaction and stopped at its third statement; edited since.
    public static func halfRun() -> ScratchProject {
        let project = ScratchProject()
        project.folder.write(
            "migrations/003_big.sql",
            """
            -- Big
            -- martlet: transaction=none
            CREATE TABLE big (id INTEGER PRIMARY KEY);
            INSERT INTO big VALUES (1);
            INSERT INTO bigg VALUES (2);

            """)
        expectStatus(project.martlet("migrate"), 1)
        return project
    }

    /// Replaces text in a file of the project.
    public func replace(_ file: String, _ text: String, by other: String) {
        let old = folder.read(file) ?? ""
        let new = old.replacing(text, with: other)
        #expect(new != old, "\(file) has no '\(text)'")
        folder.write(file, new)
    }
}
