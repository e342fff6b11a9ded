/// Answers that making and reading backups have in common.
enum BackupProblem {
    /// Somebody asked for a stop.
    static func interrupted(_ cancellation: Cancellation) -> MartletError {
        var error = MartletError(.interrupted, "stopped as asked", help: "run the same command again")
        if cancellation.signal == 15 { error.exitStatus = .terminated }
        return error
    }

    /// Why there is no backup: a fault of the disk, the database or its copy, with the state it left.
    static func failed(_ error: MartletError, _ database: String) -> MartletError {
        var error = error
        guard var first = error.diagnostics.first else { return error }
        switch first.code {
        case .sql, .writeFailed, .outOfReach, .fileUnreadable, .internalFault: first.code = .backupFailed
        default: break
        }
        if first.code != .interrupted { error.exitStatus = first.code.exitStatus }
        first.notes.append("no backup was made; earlier ones and \(database) are untouched")
        error.diagnostics[0] = first
        return error
    }

    /// A backup that is not what was written.
    static func damaged(_ message: String, _ notes: [String] = []) -> MartletError {
        MartletError(
            .backupDamaged, message, notes: notes + ["nothing was restored"],
            help: "restore another backup; this one cannot be trusted any more")
    }
}
