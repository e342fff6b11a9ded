@testable import MartletCore

extension MigrationFolder {
    /// The migrations of a folder with which nothing is wrong.
    func migrations() throws(MartletError) -> [Migration] {
        let content = try content(try names())
        if !content.problems.isEmpty { throw MartletError(content.problems) }
        return content.migrations
    }
}

extension SeedFolder {
    /// The seeds of a folder with which nothing is wrong.
    func seeds() throws(MartletError) -> [Seed] {
        let content = try content()
        if !content.problems.isEmpty { throw MartletError(content.problems) }
        return content.seeds.compactMap(\.seed)
    }
}
