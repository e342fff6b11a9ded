// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// `Scripts/fuzz` links the same checks against libFuzzer, which brings its own `main`.
let isFuzzing = Context.environment["MARTLET_FUZZ"] != nil
let fuzzing: [Target] =
    isFuzzing
    ? [
        .target(
            name: "FuzzTargets", dependencies: ["Lint", "MartletCore", "MartletSQLite", "SQLText", "CSQLite"],
            path: "Fuzz",
            exclude: ["Corpus", "Dictionaries", "Tests"], swiftSettings: strict)
    ]
    : [
        .testTarget(
            name: "FuzzTests",
            dependencies: ["Lint", "MartletCore", "MartletSQLite", "SQLText", "CSQLite", "TestSupport"],
            path: "Fuzz", exclude: ["Corpus", "Dictionaries", "Driver"], swiftSettings: strict)
    ]

let package = Package(
    name: "martlet",
    products: [
        .library(name: "Martlet", targets: ["Martlet"]),
        .executable(name: "martlet", targets: ["martlet"]),
        .plugin(name: "EmbedMigrations", targets: ["EmbedMigrations"]),
    ] + (isFuzzing ? [.library(name: "FuzzTargets", type: .static, targets: ["FuzzTargets"])] : []),
    traits: [
        .default(enabledTraits: ["PostgreSQL"]),
        .trait(
            name: "PostgreSQL",
            description: "Databases on PostgreSQL servers; without it the library has SQLite alone."),
    ],
    targets: [
        // C libraries, one module map each.
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
        .systemLibrary(
            name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        .systemLibrary(
            name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
        // The scanner and parser of PostgreSQL.
        .systemLibrary(name: "CPgQuery", providers: [.apt(["libpg-query-dev"]), .brew(["libpg_query"])]),

        // For a project of this repository: libcrypt, for bcrypt.
        .systemLibrary(name: "CCrypt", providers: [.apt(["libcrypt-dev"])]),
        // For the service of another: HTTP.
        .systemLibrary(
            name: "CMicroHTTPD", pkgConfig: "libmicrohttpd",
            providers: [.apt(["libmicrohttpd-dev"]), .brew(["libmicrohttpd"])]),

        // libpq, loaded on first use, and the start of PostgreSQL's own programs.
        .target(name: "CPostgres"),

        // The engine, from bytes to outcome.
        .target(name: "SQLText", swiftSettings: strict),
        .target(name: "SchemaModel", dependencies: ["SQLText"], swiftSettings: strict),
        .target(
            name: "PostgresTree",
            dependencies: ["SQLText", .target(name: "CPgQuery", condition: .when(traits: ["PostgreSQL"]))],
            swiftSettings: strict),
        .target(
            name: "Lint", dependencies: ["SQLText", "SchemaModel", "PostgresTree"], swiftSettings: strict),
        .target(
            name: "MartletCore", dependencies: ["SQLText", "SchemaModel", "PostgresTree", "Lint", "CYAML", "CCrypto"],
            swiftSettings: strict),
        .target(
            name: "MartletSQLite", dependencies: ["MartletCore", "SchemaModel", "SQLText", "CSQLite"],
            swiftSettings: strict),
        .target(
            name: "MartletPostgres", dependencies: ["MartletCore", "SQLText", "SchemaModel", "CPostgres"],
            swiftSettings: strict),
        .target(
            name: "Martlet",
            dependencies: [
                "MartletCore", "MartletSQLite", "SQLText",
                .target(name: "MartletPostgres", condition: .when(traits: ["PostgreSQL"])),
            ],
            swiftSettings: strict),

        // SQL as a part of a program: a plugin for its build, and what writes the Swift.
        .executableTarget(name: "EmbedMigrationsTool", swiftSettings: strict),
        .plugin(name: "EmbedMigrations", capability: .buildTool(), dependencies: ["EmbedMigrationsTool"]),

        // Its first face.
        .target(
            name: "CLI", dependencies: ["Martlet", "MartletCore", "Lint", "PostgresTree", "SchemaModel", "SQLText"],
            swiftSettings: strict),
        .executableTarget(name: "martlet", dependencies: ["CLI"], path: "Sources/Main", swiftSettings: strict),

        // The Swift side of the projects, with its sources beside their migrations.
        .target(
            name: "AvatarDataGenerator", dependencies: ["MartletCore", "MartletPostgres", "CCrypt"],
            path: "Projects/AvatarDataGenerator/Sources", swiftSettings: strict),
        .target(
            name: "KokoroWebsiteAdmin", dependencies: ["Martlet", "MartletPostgres"],
            path: "Projects/KokoroWebsiteAdmin/Sources/KokoroWebsiteAdmin", swiftSettings: strict),
        .executableTarget(
            name: "kokoro-website-admin", dependencies: ["KokoroWebsiteAdmin", "Martlet", "CMicroHTTPD"],
            path: "Projects/KokoroWebsiteAdmin/Sources/Service", swiftSettings: strict),

        // Tests: pure tables, then the driver, the built binary, faults, the projects.
        .target(
            name: "TestSupport", dependencies: ["SchemaModel", "SQLText"], path: "Tests/TestSupport",
            swiftSettings: strict),
        .target(
            name: "DriverTestSupport",
            dependencies: ["MartletCore", "MartletSQLite", "MartletPostgres", "TestSupport"],
            path: "Tests/DriverTestSupport", swiftSettings: strict),
        .executableTarget(
            name: "LockHolderTool", dependencies: ["MartletCore", "MartletPostgres"], path: "Tests/LockHolderTool",
            swiftSettings: strict),
        .executableTarget(
            name: "PostgresOracle", dependencies: ["CPgQuery"], path: "Tests/PostgresOracle", swiftSettings: strict),
        .testTarget(
            name: "SQLTextTests", dependencies: ["SQLText", "CSQLite", "TestSupport", "PostgresOracle"],
            swiftSettings: strict),
        .testTarget(
            name: "SchemaModelTests", dependencies: ["SchemaModel", "SQLText", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "PostgresTreeTests", dependencies: ["PostgresTree", "SQLText", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "LintTests", dependencies: ["Lint", "SQLText", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "MartletCoreTests",
            dependencies: [
                "MartletCore", "MartletSQLite", "Lint", "PostgresTree", "SchemaModel", "SQLText", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "MartletSQLiteTests",
            dependencies: [
                "MartletCore", "MartletSQLite", "SchemaModel", "SQLText", "CSQLite", "DriverTestSupport", "TestSupport",
            ], swiftSettings: strict),
        .testTarget(
            name: "MartletPostgresTests",
            dependencies: [
                "MartletCore", "MartletPostgres", "PostgresTree", "SQLText", "SchemaModel", "DriverTestSupport",
                "TestSupport",
                .target(name: "LockHolderTool"),
            ], swiftSettings: strict),
        .testTarget(
            name: "DriverTests",
            dependencies: [
                "MartletCore", "MartletSQLite", "MartletPostgres", "SchemaModel", "DriverTestSupport", "TestSupport",
            ], swiftSettings: strict),
        .testTarget(
            name: "MartletTests", dependencies: ["Martlet", "TestSupport"],
            swiftSettings: strict, plugins: ["EmbedMigrations"]),
        .testTarget(
            name: "CLIUnitTests", dependencies: ["CLI", "Martlet", "MartletCore", "SQLText", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "CLITests", dependencies: ["TestSupport", .target(name: "martlet")], swiftSettings: strict),
        .testTarget(
            name: "FaultTests", dependencies: ["Martlet", "CSQLite", "TestSupport", .target(name: "martlet")],
            swiftSettings: strict),
        .testTarget(
            name: "ServerTests", dependencies: ["TestSupport", .target(name: "martlet")], swiftSettings: strict),
        .testTarget(
            name: "ServerFaultTests", dependencies: ["TestSupport", .target(name: "martlet")], swiftSettings: strict),
        .testTarget(
            name: "ProjectsTests",
            dependencies: [
                "KokoroWebsiteAdmin", "MartletCore", "MartletSQLite", "MartletPostgres", "SchemaModel", "TestSupport",
                .target(name: "martlet"), .target(name: "kokoro-website-admin"),
            ], swiftSettings: strict),
        .testTarget(
            name: "AvatarDataGeneratorTests",
            dependencies: ["AvatarDataGenerator", "MartletCore", "TestSupport", .target(name: "martlet")],
            swiftSettings: strict),
        .testTarget(name: "ArchitectureTests", dependencies: ["TestSupport"], swiftSettings: strict),
    ] + fuzzing
)
