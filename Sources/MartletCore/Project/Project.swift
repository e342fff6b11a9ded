/// A folder with databases: what the commands work on.
public struct Project: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// The folder that relative paths in its configuration start from.
    public var root: FilePath
    /// Its configuration; `nil` for one that was put together from options and variables.
    public var configuration: FilePath?
    /// The selected databases, in the order of the configuration; at least one.
    public var databases: [DatabaseTarget]
    /// The names of its other databases.
    public var unselected: [String]

    /// Whether it has several databases, selected or not.
    var isOfSeveralDatabases: Bool { databases.count + unselected.count > 1 }

    /// What chooses a database on a command line, behind a blank; nothing where there is only one.
    func option(choosing database: String) -> String {
        isOfSeveralDatabases ? " --database \(database.quotedForShell)" : ""
    }

    /// Makes a project.
    public init(
        name: String, root: FilePath, configuration: FilePath? = nil, databases: [DatabaseTarget],
        unselected: [String] = []
    ) {
        self.name = name
        self.root = root
        self.configuration = configuration
        self.databases = databases
        self.unselected = unselected
    }
}

/// What the caller asks for: options, variables and the folder it stands in.
public struct ProjectRequest: Sendable {
    /// The project's folder or file; `nil` looks for the nearest `martlet.yaml` upward.
    public var project: String?
    /// Names of the databases to work on; none means all.
    public var databases: [String]
    /// The URL of the one database.
    public var url: String?
    /// The migrations folder of the one database.
    public var migrations: String?
    /// How the folders of migrations are laid out.
    public var layout: LayoutName?
    /// The seeds folder of the one database.
    public var seeds: String?
    /// The file of variables, in place of the one the project names.
    public var envFile: String?
    /// The variables of the process.
    public var environment: [String: String]
    /// The folder that relative paths in these options start from.
    public var currentFolder: FilePath

    /// Makes a request.
    public init(
        project: String? = nil, databases: [String] = [], url: String? = nil, migrations: String? = nil,
        seeds: String? = nil, envFile: String? = nil, environment: [String: String] = [:], currentFolder: FilePath
    ) {
        self.project = project
        self.databases = databases
        self.url = url
        self.migrations = migrations
        self.seeds = seeds
        self.envFile = envFile
        self.environment = environment
        self.currentFolder = currentFolder
    }
}

extension Project {
    /// The name of a project's configuration file.
    public static let fileName = "martlet.yaml"
}
