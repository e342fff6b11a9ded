extension DatabaseTarget {
    /// Where a file is; `nil` of a database on a server, which has to be asked.
    func placeOfFile(in project: Project) -> DatabasePlace? {
        url.file.map { DatabasePlace(path: $0.display(relativeTo: project.root)) }
    }
}

extension OperationContext {
    /// Where a database is, which may be damaged or absent; `nil` of one that is nowhere.
    func place(of target: DatabaseTarget) throws(MartletError) -> DatabasePlace? {
        if let file = target.placeOfFile(in: project) { return file }
        return try DatabaseSession.asking(target) { () throws(DriverError) in
            try backend(target.url).backups.place(of: target.url)
        }
    }
}
