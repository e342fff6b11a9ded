import TestSupport
import Testing

@testable import MartletCore

/// A random graph of revisions: each is built on some of those before it.
struct RandomGraph {
    let ids: [String]
    let parents: [String: [String]]

    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var ids: [String] = []
        var parents: [String: [String]] = [:]
        for number in 0...2 + random.upTo(7) {
            let id = String(random.next() % 0xFFFF, radix: 16) + "r\(number)"
            let count = ids.isEmpty || random.chance(8) ? 0 : 1 + random.upTo(min(2, ids.count - 1))
            parents[id] = Array(Set((0..<count).map { _ in random.pick(ids) })).sorted()
            ids.append(id)
        }
        // What is left open comes together at last.
        let named = Set(parents.values.joined())
        let heads = ids.filter { !named.contains($0) }
        parents["fin"] = heads
        self.ids = ids + ["fin"]
        self.parents = parents
    }

    func ancestors(of id: String) -> Set<String> {
        (parents[id] ?? []).reduce(into: [id]) { $0.formUnion(ancestors(of: $1)) }
    }

    /// Whether each of these comes behind all that it is built on.
    func isLinearExtension(_ order: [String]) -> Bool {
        order.indices.allSatisfy { index in
            ancestors(of: order[index]).subtracting([order[index]]).isSubset(of: order[..<index])
        }
    }

    /// The text of a revision: it needs the tables of its parents.
    func text(of id: String) -> String {
        let parents = parents[id] ?? []
        let header = "-- Revision: \(id)\n" + (parents.isEmpty ? "" : "-- Parent: \(parents.joined(separator: ", "))\n")
        let reads = parents.map { "INSERT INTO t\(id) SELECT count(*) FROM t\($0);\n" }.joined()
        return header + "CREATE TABLE t\(id) (x integer);\n\(reads)-- ROLLBACK:\n-- DROP TABLE t\(id);\n"
    }
}

/// Folders of revisions, run.
@Suite struct RevisionRunTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    private func write(_ graph: RandomGraph) throws {
        for id in graph.ids { try workshop.migration("\(id)_x", graph.text(of: id)) }
    }

    @Test(arguments: 1...25) func whateverTheGraphItsOrderIsKept(_ seed: UInt64) throws {
        let graph = RandomGraph(seed: seed)
        var random = SeededGenerator(seed: seed &* 7919)
        try write(graph)
        #expect(workshop.migrate().exitStatus == .done)
        let order = workshop.applied()
        #expect(Set(order) == Set(graph.ids))
        #expect(graph.isLinearExtension(order), "\(order)")

        let target = random.pick(graph.ids)
        #expect(workshop.rollback(.to(MigrationVersion(target))).exitStatus == .done)
        #expect(Set(workshop.applied()) == graph.ancestors(of: target), "back to \(target)")
        #expect(workshop.tables() == graph.ancestors(of: target).map { "t" + $0 }.sorted())
        #expect(workshop.chainIsWhole())

        #expect(workshop.migrate(to: "head").exitStatus == .done)
        #expect(graph.isLinearExtension(workshop.applied()))
        #expect(workshop.rollback(.steps(1 + random.upTo(graph.ids.count - 1))).exitStatus == .done)
        let left = workshop.applied()
        #expect(left.allSatisfy { graph.ancestors(of: $0).isSubset(of: left) })

        #expect(workshop.migrate().exitStatus == .done)
        let first = random.pick(graph.ids)
        #expect(workshop.rollback(.from(MigrationVersion(first))).exitStatus == .done)
        #expect(Set(workshop.applied()) == Set(graph.ids.filter { !graph.ancestors(of: $0).contains(first) }))
        #expect(workshop.chainIsWhole())
        #expect(workshop.states().values.allSatisfy { $0 == .applied || $0 == .pending })
    }

    private func revision(_ id: String, _ parents: String = "", _ sql: String? = nil) throws {
        let parent = parents.isEmpty ? "" : "-- Parent: \(parents)\n"
        try workshop.migration(
            "\(id)_x",
            "-- Revision: \(id)\n\(parent)" + (sql ?? "CREATE TABLE \(id) (x);\n-- ROLLBACK:\n-- DROP TABLE \(id);"))
    }

    /// A statement without a transaction has a record of its own.
    @Test func aWayBackWithoutATransactionLeavesTheChainWhole() throws {
        try revision("a")
        try revision("b", "a", "-- martlet: transaction=none\nCREATE TABLE b (x);\n-- ROLLBACK:\n-- DROP TABLE b;")
        try revision("c", "a")
        workshop.migrate(to: "b")
        workshop.migrate(to: "c")
        #expect(workshop.rollback(.to(MigrationVersion("c"))).endings == ["b done"])
        #expect(workshop.applied() == ["a", "c"])
        #expect(workshop.chainIsWhole())
    }

    @Test func twoHeadsAreNamedAndAMergeMendsThem() throws {
        try revision("a")
        try revision("b", "a")
        try revision("c", "a")
        let refused = workshop.migrate()
        #expect(refused.codes == [.severalHeads])
        #expect(refused.exitStatus == .needsPerson)
        #expect(refused.firstError?.message == "the revisions have 2 heads: b, c")
        #expect(workshop.status().exitStatus == .needsPerson)
        #expect(workshop.tables().isEmpty)
        try workshop.merge("b", "c")
        #expect(workshop.migrate().exitStatus == .done)
        #expect(workshop.applied().prefix(3) == ["a", "b", "c"])
        // A merge that does nothing can be undone.
        #expect(workshop.rollback(.steps(1)).exitStatus == .done)
        #expect(workshop.applied() == ["a", "b", "c"])
    }

    @Test func theNextOneIsBuiltOnTheHead() throws {
        let first = try workshop.new("first", numbering: .revision)
        let second = try workshop.new("second")
        #expect(second.text.contains("-- Parent: \(first.id)\n"))
        #expect(second.text.hasPrefix("-- Revision: \(second.id)\n"))
        #expect(first.id.count == 12)
        #expect(!first.text.contains("Parent"))
        let beside = try workshop.new("beside", parents: [String(first.id.prefix(11))])
        #expect(beside.text.contains("-- Parent: \(first.id)\n"))
        #expect(throws: MartletError.self) { try workshop.new("unclear") }
        #expect(throws: MartletError.self) { try workshop.new("strange", parents: ["zz"]) }
        #expect(throws: MartletError.self) { try workshop.new("timed", numbering: .timestamp) }
    }

    @Test func numbersHaveNoParents() throws {
        try workshop.migration("001_a", "SELECT 1;")
        #expect(throws: MartletError.self) { try workshop.new("b", parents: ["001"]) }
        #expect(throws: MartletError.self) { try workshop.new("b", numbering: .revision) }
        #expect(try workshop.new("b").id == "002")
    }

    @Test func whatIsThereAlreadyIsStamped() throws {
        try revision("a")
        try revision("b", "a")
        #expect(InitOperation(workshop.context()).run().exitStatus == .done)
        #expect(StampOperation(workshop.context(), MigrationVersion("a")).run().exitStatus == .done)
        #expect(workshop.migrate().endings == ["b done"])
        #expect(StampOperation(workshop.context(), MigrationVersion("head")).run().endings == [])
        #expect(workshop.status().databases.first?.current?.text == "b")
    }

    /// As after a dump and a load, which writes the rows by their versions.
    @Test func theGraphAndNotTheHistoryTellsWhichIsTheNewest() throws {
        try revision("b")
        try revision("a", "b")
        try revision("c", "a")
        workshop.migrate()
        _ = workshop.sql("UPDATE martlet_migrations SET id = 100 WHERE version = 'b'")
        let outcome = workshop.rollback(.steps(1))
        #expect(outcome.endings == ["c done"])
        #expect(outcome.databases.first?.current?.text == "a")
        #expect(workshop.status().databases.first?.current?.text == "a")
    }

    /// Its parents are gone with it.
    @Test func aHeadWithoutItsFileIsUndoneFromTheHistory() throws {
        try revision("a")
        try revision("b", "a")
        workshop.migrate()
        try workshop.removeMigration("b_x")
        #expect(workshop.states() == ["a": .applied, "b": .missing])
        #expect(workshop.rollback(.to(MigrationVersion("a"))).endings == ["b done"])
        #expect(workshop.tables() == ["a"])
    }
}

extension Workshop {
    /// Writes the next migration; its version and its text.
    @discardableResult
    fileprivate func new(
        _ name: String, numbering: NewOperation.Numbering = .likeTheNewest, parents: [String] = []
    ) throws -> (id: String, text: String) {
        let outcome = try NewOperation(
            context(), name: name, numbering: numbering, parents: parents.map(MigrationVersion.init)
        ).run()
        let file = try #require(outcome.databases.first?.files.first)
        let path = folder.path.appending(file)
        let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
        // A statement, so that it can stand for a finished one.
        try folder.write(text.replacing("\n\n\n", with: "\n\nSELECT 1;\n"), to: file)
        return (String(path.stem.prefix { $0 != "_" }), text)
    }

    fileprivate func merge(_ parents: String...) throws {
        _ = try NewOperation(context(), name: "merge", parents: parents.map(MigrationVersion.init)).run()
    }
}
