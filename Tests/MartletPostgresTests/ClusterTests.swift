import TestSupport
import Testing

/// The server that the other tests use.
struct ClusterTests {
    @Test func databasesAreEmptyAndApart() throws {
        let (one, two) = (try FreshDatabase(), try FreshDatabase())
        #expect(one.name != two.name)
        #expect(one.psql("CREATE TABLE t (x int)").status == 0)
        #expect(one.text("SELECT count(*) FROM t") == "0")
        #expect(two.text("SELECT to_regclass('t') IS NULL") == "t")
    }

    @Test func aDatabaseIsGoneWithItsTest() throws {
        let cluster = try PostgresCluster.shared()
        let name = try FreshDatabase().name
        #expect(cluster.psql("postgres", "SELECT 1 FROM pg_database WHERE datname = '\(name)'").output.isEmpty)
    }

    @Test func noServerListensOnTheNetwork() throws {
        let cluster = try PostgresCluster.shared()
        #expect(cluster.psql("postgres", "SHOW listen_addresses").output == "\n")
    }

    @Test func aServerThatIsStoppedLeavesNothing() throws {
        let cluster = try PostgresCluster()
        #expect(cluster.process > 0)
        cluster.stop()
        #expect(Folder.names(cluster.socketFolder).isEmpty)
    }
}
