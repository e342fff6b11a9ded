import DriverTestSupport
import MartletCore
import TestSupport
import Testing

/// Commits that are not waited for, and the one at the end that is.
@Suite struct DurabilityTests {
    /// A backend that crashes takes with it what was committed and not written: only the server's own log outlasts it.
    @Test func whatWasCommittedIsInTheLogOfTheServer() throws {
        let bench = try DriverUnderTest.postgres.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.script("CREATE TABLE a (x int)")
        // The server's own writer is now and then as quick.
        for round in 1...20 {
            try connection.script("INSERT INTO a VALUES (\(round))")
            let end = try #require(try connection.scalar("SELECT pg_catalog.pg_current_wal_insert_lsn()"))
            try connection.makeDurable()
            let isWritten = try connection.scalar(
                "SELECT pg_catalog.pg_current_wal_flush_lsn() >= CAST($1 AS pg_lsn)", [end])
            #expect(isWritten == .integer(1), "round \(round)")
        }
    }
}
