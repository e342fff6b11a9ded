/// The backup that a command makes before it changes a database, where the project asks for one.
struct BackupBefore {
    let session: DatabaseSession

    /// Makes it; the command has to stop if that fails.
    /// - Parameter reason: the command, which becomes part of the name.
    func make(_ reason: String) throws(MartletError) -> FilePath {
        do throws(MartletError) {
            return try session.backUpBefore(reason)
        } catch {
            var error = error
            error.diagnostics[0].notes.append("\(reason) was not begun")
            throw error
        }
    }
}
