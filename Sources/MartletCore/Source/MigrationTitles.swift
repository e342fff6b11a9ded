extension DatabaseTarget {
    /// The versions there are files of, with the words of their names, in order; no file is opened.
    /// - Throws: if the folder cannot be read.
    package func migrationTitles() throws(MartletError) -> [(version: MigrationVersion, title: String)] {
        try MigrationFolder(path: migrations, root: migrations, ignore: ignore).names().titles
    }
}
