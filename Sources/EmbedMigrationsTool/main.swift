EmbedMigrationsTool.run(CommandLine.arguments.dropFirst())
