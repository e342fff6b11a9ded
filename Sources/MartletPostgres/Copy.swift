public import MartletCore

extension PostgresConnection {
    /// Copies the database into an archive of `pg_dump`, as it is at one moment, while others go on using it.
    public func copy(
        to file: FilePath, _ cancellation: Cancellation, alongside look: () throws(DriverError) -> Void
    ) throws(DriverError) {
        let program = try ClientProgram("pg_dump", cancellation)
        try program.requireKnowing(server)
        try atOneMoment { (snapshot) throws(DriverError) in
            try look()
            _ = try program.run(
                ["--format=custom", "--file=\(file.string)", snapshot] + lockWait, on: url, cancellation)
        }
    }
}
