struct BackupBefore {
    let session: DatabaseSession
    func make(_ reason: String) throws(MartletError) -> FilePath { throw MartletError(.backupFailed, reason) }
}
