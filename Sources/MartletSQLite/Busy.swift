internal import MartletCore

extension DriverError {
    /// If somebody else's lock was in the way: the same, with the file and who has it open, as far as that can be seen.
    func namingUsers(of path: FilePath) -> DriverError {
        guard kind == .busy else { return self }
        let files = ["", "-wal", "-journal", "-shm"].compactMap { FileKey(path.string + $0) }
        let users = FileUsers.find(Set(files)).map(\.description)
        var error = self
        error.message =
            "\(path) is locked"
            + (users.isEmpty
                ? ", by whom cannot be seen from here"
                : "; it is open in \(users.joined(separator: ", "))")
        return error
    }
}
