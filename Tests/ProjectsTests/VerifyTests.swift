import TestSupport
import Testing

/// Every way back of the projects, tried with rows in the tables.
@Suite struct VerifyTests {
    static let onFiles = ["CloneGallery", "ExcuseMyFrench"]
    static let onServers = ["AvatarDataGenerator", "CloneGallery/postgres", "KokoroWebsiteAdmin", "TaskFlow"]

    /// The verdicts, the conditions, and the tables that could not be filled; a person has judged them.
    private func expectVerdicts(_ project: String, _ environment: [String: String]) {
        let result = Program.run(
            [MartletBinary.path, "verify"], in: MartletBinary.packageRoot + "/Projects/" + project,
            environment: MartletBinary.quietEnvironment.merging(environment) { _, new in new })
        expectStatus(result, 0)
        Golden.expect(
            result.output + result.error, "verify/\(project.split(separator: "/").joined(separator: "-")).txt")
    }

    @Test(arguments: onFiles) func projectsOnSQLite(_ project: String) { expectVerdicts(project, [:]) }

    @Test(arguments: onServers) func projectsOnPostgres(_ project: String) throws {
        let cluster = try PostgresCluster.shared()
        expectVerdicts(
            project,
            ["PGHOST": cluster.socketFolder, "PGPORT": cluster.port, "PGUSER": "postgres", "PGDATABASE": ""])
    }
}
