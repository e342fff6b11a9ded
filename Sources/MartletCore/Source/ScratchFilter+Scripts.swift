internal import SQLText

extension ScratchFilter {
    /// What of a script is run; what is not held in memory is run as a whole, or refused.
    /// - Throws: `usage`, if a statement acts on another database, which nothing can be left out for.
    func kept(_ script: Script) throws(MartletError) -> Script {
        var kept = script
        if let text = script.text, names != nil || script.traits.firstReach != nil {
            kept = Script(self.kept(of: text), options: script.options)
        }
        try ScriptRules.checkReach(kept)
        return kept
    }

    /// What of a migration is run.
    func kept(_ migration: Migration) throws(MartletError) -> Migration {
        guard let script = migration.script else { return migration }
        let down = try script.down.map { (down) throws(MartletError) in try kept(down) }
        return migration.replacing(script.replacing(up: try kept(script.up), down: down))
    }

    /// What of a seed is run.
    func kept(_ seed: Seed) throws(MartletError) -> Seed {
        Seed(
            name: seed.name, description: seed.description, file: seed.file, checksum: seed.checksum,
            script: try kept(seed.script))
    }
}
