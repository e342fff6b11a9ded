import TestSupport
import Testing

/// Every way back of the projects, tried with rows in the tables.
@Suite struct ProjectVerifyTests {
    static let goldensOfFiles = [
        ("CloneGallery", "verify/CloneGallery"), ("ExcuseMyFrench", "verify/ExcuseMyFrench"),
    ]
    static let goldensOfServers = [
        ("AvatarDataGenerator", "verify/AvatarDataGenerator"),
        ("CloneGallery/postgres", "verify/CloneGallery-postgres"),
        ("KokoroWebsiteAdmin", "verify/KokoroWebsiteAdmin"), ("TaskFlow", "verify/TaskFlow"),
    ]

    /// The verdicts, the conditions, and the tables that could not be filled; a person has judged them.
    private func expectVerdicts(_ project: String, _ golden: String, _ environment: [String: String]) {
        let result = Program.run(
            [MartletBinary.path, "verify"], in: MartletBinary.packageRoot + "/Projects/" + project,
            environment: MartletBinary.quietEnvironment.merging(environment) { _, new in new })
        expectStatus(result, 0)
        Golden.expect(result.output + result.error, "\(golden).txt")
    }

    @Test(arguments: goldensOfFiles) func projectsOnSQLite(_ project: String, _ golden: String) {
        expectVerdicts(project, golden, [:])
    }

    @Test(arguments: goldensOfServers) func projectsOnPostgres(_ project: String, _ golden: String) throws {
        let cluster = try PostgresCluster.shared()
        let environment = [
            "PGHOST": cluster.socketFolder, "PGPORT": cluster.port, "PGUSER": "postgres", "PGDATABASE": "",
        ]
        expectVerdicts(project, golden, environment)
    }
}
