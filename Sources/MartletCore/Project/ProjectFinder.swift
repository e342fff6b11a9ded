import SQLText

/// Finds the configuration of a project.
struct ProjectFinder {
    let request: ProjectRequest

    /// The configuration to use; `nil` if none was asked for and there is none from the current folder upward.
    func find() throws(MartletError) -> FilePath? {
        guard let asked = request.project else { return try nearest() }
        guard let path = FilePath(asked)?.resolved(against: request.currentFolder) else {
            throw MartletError(.usage, "the path of the project is empty", help: "--project takes a folder or a file")
        }
        guard let info = try FileSystem.info(of: path) else {
            throw MartletError(
                .noProject, "there is no \(shown(path))",
                help: "--project takes a folder with a \(Project.fileName), or the file")
        }
        if info.kind != .folder { return path }
        if let file = try configuration(in: path) { return file }
        throw MartletError(
            .noProject, "there is no \(Project.fileName) in \(shown(path))",
            help: "martlet init --project \(shown(path).quotedForShell)")
    }

    private func nearest() throws(MartletError) -> FilePath? {
        var folder = request.currentFolder
        while true {
            if let file = try configuration(in: folder) { return file }
            let parent = folder.parent
            if parent == folder { return nil }
            folder = parent
        }
    }

    private func configuration(in folder: FilePath) throws(MartletError) -> FilePath? {
        let file = folder.appending(Project.fileName)
        if FileSystem.exists(file) { return file }
        let other = folder.appending("martlet.yml")
        guard FileSystem.exists(other) else { return nil }
        throw MartletError(
            .config, "\(shown(other)) is not read: the name is \(Project.fileName)",
            help: "mv \(shown(other).quotedForShell) \(shown(file).quotedForShell)")
    }

    private func shown(_ path: FilePath) -> String { path.display(relativeTo: request.currentFolder) }
}
