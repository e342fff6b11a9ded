internal import SQLText
internal import SchemaModel

/// Puts repeatables in an order in which each comes after what it reads, and otherwise by name.
///
/// Three things tell what one reads: its `-- Depends:` lines, the names in its text, and what the catalogue knows of the
/// objects that are there already. The text is what will be; where the catalogue contradicts it, it is not listened to.
/// What none of them tells is found out by trying: the runner puts a file back that misses something.
struct RepeatableOrder {
    /// The files, by name.
    let files: [Migration]
    /// What needs what in the database as it is.
    var dependencies: [SchemaDependency] = []

    /// The order.
    func sorted() -> [Migration] {
        let made = files.map { Set($0.targets.filter { $0.verb == .create }.flatMap(\.keys)) }
        let said = edges { file in
            let mentioned = file.script?.up.text?.namesMentioned ?? []
            let asked = Set((file.script?.dependencies ?? []).map(\.version))
            return { other in asked.contains(files[other].version) || !made[other].isDisjoint(with: mentioned) }
        }
        let reading = Catalogue(dependencies)
        let known = edges { file in
            let read = reading.read(by: Set(file.targets.filter { $0.verb == .create }.flatMap(\.keys)))
            return { other in !made[other].isDisjoint(with: read) }
        }
        let both = zip(said, known).map { $0.union($1) }
        let order = Self.sorted(both) ?? Self.sorted(said) ?? Array(files.indices)
        return order.map { files[$0] }
    }

    /// For each file, the others that it needs.
    private func edges(_ needs: (Migration) -> (Int) -> Bool) -> [Set<Int>] {
        files.indices.map { index in
            let isNeeded = needs(files[index])
            return Set(files.indices.filter { $0 != index && isNeeded($0) })
        }
    }

    /// The first that needs nothing more, again and again; `nil` if they go round in a circle.
    private static func sorted(_ needs: [Set<Int>]) -> [Int]? {
        var (order, left) = ([Int](), Array(needs.indices))
        while !left.isEmpty {
            let waiting = Set(left)
            guard let next = left.firstIndex(where: { needs[$0].isDisjoint(with: waiting) }) else { return nil }
            order.append(left.remove(at: next))
        }
        return order
    }

    /// What objects need others, also by way of others that no file makes.
    private struct Catalogue {
        private let needs: [String: Set<String>]

        init(_ dependencies: [SchemaDependency]) {
            needs = Dictionary(
                dependencies.map { ($0.object.name.name.lowercased(), [$0.needs.name.name.lowercased()]) },
                uniquingKeysWith: { $0.union($1) })
        }

        func read(by names: Set<String>) -> Set<String> {
            var (found, open) = (Set<String>(), Array(names))
            while let name = open.popLast() {
                for other in needs[name] ?? [] where found.insert(other).inserted { open.append(other) }
            }
            return found
        }
    }
}

extension Migration {
    /// What its statements make or drop.
    fileprivate var targets: [StatementTarget] { script?.up.text?.statementTargets ?? [] }
}

extension StatementTarget {
    /// Its names without schemas, in small letters: enough for an order.
    fileprivate var keys: [String] { names.map { $0.name.lowercased() } }
}
