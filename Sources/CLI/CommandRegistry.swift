/// The commands there are; each has its entry in the table, a test says so.
enum CommandRegistry {
    /// Every command.
    static var commands: [any Command.Type] {
        [
            InitCommand.self, NewCommand.self, StatusCommand.self, MigrateCommand.self, RollbackCommand.self,
            RedoCommand.self, SeedCommand.self, SetupCommand.self, PlanCommand.self, CheckCommand.self,
            LintCommand.self, VerifyCommand.self,
            HistoryCommand.self, DumpCommand.self, DocsCommand.self, DiffCommand.self, DriftCommand.self,
            BackupCommand.self,
            RestoreCommand.self, ResetCommand.self,
            AdoptCommand.self, ExportCommand.self, StampCommand.self, RepairCommand.self, CompletionsCommand.self,
            VersionCommand.self, HelpCommand.self,
        ]
    }
}
