import TestSupport
import Testing

/// The schemas, as the guide has them after the first migration of each database, asked of the client.
@Suite struct ExcuseMyFrenchSchemaTests {
    /// A table, and what `describe` says of its columns.
    typealias Table = (database: String, name: String, columns: String)

    static let tables: [Table] = [
        (
            "trends", "trending_topics",
            """
            id INTEGER key 1
            topic TEXT not null
            source TEXT not null
            timestamp TEXT not null default CURRENT_TIMESTAMP
            relevance_score REAL not null default 0.0
            used_flag INTEGER not null default 0
            category TEXT
            metadata TEXT
            created_at TEXT not null default CURRENT_TIMESTAMP
            updated_at TEXT not null default CURRENT_TIMESTAMP
            """
        ),
        (
            "trends", "search_history",
            """
            id INTEGER key 1
            query TEXT not null
            source TEXT not null
            result_count INTEGER not null default 0
            timestamp TEXT not null default CURRENT_TIMESTAMP
            """
        ),
        (
            "metrics", "video_metrics",
            """
            id INTEGER key 1
            video_id TEXT not null
            platform TEXT not null
            views INTEGER not null default 0
            likes INTEGER not null default 0
            comments INTEGER not null default 0
            shares INTEGER not null default 0
            saves INTEGER not null default 0
            watch_time_seconds REAL not null default 0.0
            engagement_rate REAL not null default 0.0
            timestamp TEXT not null default CURRENT_TIMESTAMP
            created_at TEXT not null default CURRENT_TIMESTAMP
            """
        ),
        (
            "metrics", "video_metadata",
            """
            id INTEGER key 1
            video_id TEXT not null
            title TEXT not null
            description TEXT
            topic TEXT
            script_path TEXT
            audio_path TEXT
            video_path TEXT
            duration_seconds REAL
            created_at TEXT not null default CURRENT_TIMESTAMP
            posted_at TEXT
            status TEXT not null default 'draft'
            """
        ),
        (
            "image_library", "image_library",
            """
            id INTEGER key 1
            character TEXT not null
            emotion TEXT not null
            pose TEXT not null
            file_path TEXT not null
            source TEXT not null
            file_size_bytes INTEGER
            width INTEGER
            height INTEGER
            format TEXT
            generation_prompt TEXT
            generation_model TEXT
            quality_score REAL
            usage_count INTEGER not null default 0
            tags TEXT
            metadata TEXT
            timestamp TEXT not null default CURRENT_TIMESTAMP
            created_at TEXT not null default CURRENT_TIMESTAMP
            last_used_at TEXT
            """
        ),
        (
            "image_library", "image_usage",
            """
            id INTEGER key 1
            image_id INTEGER not null
            video_id TEXT not null
            scene_number INTEGER
            timestamp TEXT not null default CURRENT_TIMESTAMP
            """
        ),
        (
            "image_library", "image_collections",
            """
            id INTEGER key 1
            name TEXT not null
            description TEXT
            character TEXT
            created_at TEXT not null default CURRENT_TIMESTAMP
            """
        ),
        (
            "image_library", "collection_images",
            """
            collection_id INTEGER not null key 1
            image_id INTEGER not null key 2
            sort_order INTEGER not null default 0
            """
        ),
    ]

    /// Indexes by table and name, with their columns in order, a `-` before those that descend.
    static let indexes = [
        "trends": """
        trending_topics idx_trending_topics_relevance (-relevance_score)
        trending_topics idx_trending_topics_source (source)
        trending_topics idx_trending_topics_timestamp (-timestamp)
        trending_topics idx_trending_topics_unused_recent (used_flag, -timestamp)
        trending_topics idx_trending_topics_used_flag (used_flag)
        """,
        "metrics": """
        video_metadata idx_video_metadata_created (-created_at)
        video_metadata idx_video_metadata_status (status)
        video_metadata idx_video_metadata_topic (topic)
        video_metadata unique (video_id)
        video_metrics idx_video_metrics_engagement (-engagement_rate)
        video_metrics idx_video_metrics_platform (platform)
        video_metrics idx_video_metrics_timestamp (-timestamp)
        video_metrics idx_video_metrics_video_id (video_id)
        video_metrics unique (video_id, platform, timestamp)
        """,
        "image_library": """
        collection_images primary key (collection_id, image_id)
        image_collections unique (name)
        image_library idx_image_library_char_emotion (character, emotion)
        image_library idx_image_library_character (character)
        image_library idx_image_library_emotion (emotion)
        image_library idx_image_library_pose (pose)
        image_library idx_image_library_quality (-quality_score)
        image_library idx_image_library_source (source)
        image_library unique (file_path)
        image_usage idx_image_usage_image_id (image_id)
        image_usage idx_image_usage_video_id (video_id)
        """,
    ]

    private func describe(_ table: Table, in project: ExcuseMyFrench) -> String {
        project.sql(
            table.database,
            """
            SELECT name || ' ' || type || iif("notnull", ' not null', '') || coalesce(' default ' || dflt_value, '')
                || iif(pk > 0, ' key ' || pk, '')
            FROM pragma_table_xinfo('\(table.name)') ORDER BY cid
            """)
    }

    private func indexes(of database: String, in project: ExcuseMyFrench) -> String {
        project.sql(
            database,
            """
            SELECT t.name || ' ' || CASE i.origin WHEN 'c' THEN i.name WHEN 'u' THEN 'unique' ELSE 'primary key' END
                || ' (' || (SELECT group_concat(iif(c."desc", '-', '') || c.name, ', ')
                            FROM pragma_index_xinfo(i.name) AS c WHERE c.key) || ')'
                || iif(i.partial, ' partial', '')
            FROM sqlite_schema AS t, pragma_index_list(t.name) AS i
            WHERE t.type = 'table' AND t.name NOT LIKE 'martlet%' ORDER BY 1
            """)
    }

    @Test func theFirstMigrationMakesTheTablesAsWritten() {
        let project = ExcuseMyFrench(.atVersionOne)
        for table in Self.tables {
            #expect(describe(table, in: project) == table.columns, "\(table.name)")
            let isCounted = table.name != "collection_images"
            let sql = project.sql(table.database, "SELECT sql FROM sqlite_schema WHERE name = '\(table.name)'")
            #expect(
                sql.contains("id              INTEGER PRIMARY KEY AUTOINCREMENT") == (table.name == "trending_topics"))
            #expect(sql.contains("INTEGER PRIMARY KEY AUTOINCREMENT") == isCounted, "\(table.name)")
        }
        for database in ExcuseMyFrench.databases {
            #expect(project.versions(database) == "001")
            let names = project.sql(
                database,
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%' "
                    + "AND name NOT LIKE 'martlet%' AND strict ORDER BY name")
            let expected = Self.tables.filter { $0.database == database }.map(\.name).sorted()
            #expect(names == expected.joined(separator: "\n"))
        }
    }

    @Test(arguments: ExcuseMyFrench.databases)
    func theFirstMigrationMakesTheIndexesTriggersAndViewsAsWritten(_ database: String) {
        let project = ExcuseMyFrench(.atVersionOne)
        #expect(indexes(of: database, in: project) == Self.indexes[database])
        let others = [
            "trends": "trigger update_trending_topics_timestamp trending_topics",
            "metrics": "view latest_video_metrics latest_video_metrics",
            "image_library": "trigger update_image_usage_stats image_usage",
        ]
        let found = project.sql(
            database,
            "SELECT type || ' ' || name || ' ' || tbl_name FROM sqlite_schema WHERE type IN ('trigger', 'view') ORDER BY 1"
        )
        #expect(found == others[database])
    }

    @Test func foreignKeysLeadWhereTheyShouldAndCascade() {
        let project = ExcuseMyFrench(.atVersionOne)
        let question =
            "SELECT m.name || '.' || f.\"from\" || ' > ' || f.\"table\" || '.' || f.\"to\" || ' ' || f.on_delete "
            + "FROM sqlite_schema AS m, pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table' ORDER BY 1"
        #expect(
            project.sql("image_library", question) == """
                collection_images.collection_id > image_collections.id CASCADE
                collection_images.image_id > image_library.id CASCADE
                image_usage.image_id > image_library.id CASCADE
                """)
        for database in ["trends", "metrics"] { #expect(project.sql(database, question) == "") }
    }

    @Test func theSecondMigrationsAddWhatTheySayAndTakeItBack() {
        let project = ExcuseMyFrench(.atVersionOne)
        let before = ExcuseMyFrench.databases.map(project.schema)
        expectStatus(project.martlet("migrate"), 0)
        let topics = Self.tables[0]
        #expect(describe(topics, in: project) == topics.columns + "\npriority INTEGER default 0")
        expect(
            indexes(of: "trends", in: project), contains: "trending_topics idx_trending_topics_priority (-priority)\n")
        expect(
            indexes(of: "image_library", in: project),
            contains: "collection_images idx_collection_images_image_id (image_id)\n")
        for database in ["trends", "image_library"] {
            expectStatus(project.martlet("rollback", "002", "--database", database, "--yes"), 0)
        }
        #expect(ExcuseMyFrench.databases.map(project.schema) == before)
        for database in ExcuseMyFrench.databases {
            expectStatus(project.martlet("rollback", "001", "--database", database, "--yes"), 0)
            #expect(project.schema(database) == "")
        }
        expectStatus(project.martlet("migrate"), 0)
    }

    @Test(arguments: ExcuseMyFrench.databases) func theDatabasesAreInWALMode(_ database: String) {
        let project = ExcuseMyFrench(.created)
        #expect(project.sql(database, "PRAGMA journal_mode") == "wal")
        expectStatus(project.initialize("--reset", "--yes"), 0)
        #expect(project.sql(database, "PRAGMA journal_mode; PRAGMA integrity_check") == "wal\nok")
    }

    @Test func theSnapshotsAreWhatTheMigrationsMake() {
        let project = ExcuseMyFrench(.created)
        let result = project.martlet("dump", "--check")
        #expect(
            result.status == 0,
            "a snapshot is out of date; 'martlet dump' in the project writes it\n\(result.everything)")
    }

    @Test func theSnapshotsMakeDatabasesThatAreUpToDate() {
        let (project, other) = (ExcuseMyFrench(), ExcuseMyFrench(.created))
        project.folder.makeFolders(["project/data"])
        for database in ExcuseMyFrench.databases {
            expectStatus(project.attempt(database, ".read \(project.root)/schema/\(database).sql\n"), 0)
            #expect(project.schema(database) == other.schema(database))
        }
        expectStatus(project.initialize("--check"), 0)
        expectStatus(project.initialize(), 0)
        expectStatus(project.martlet("dump", "--check"), 0)
        expectStatus(project.initialize("--seed"), 0)
    }

    @Test func queriesOfTheGuideUseTheIndexesMadeForThem() {
        let project = ExcuseMyFrench(.seeded)
        for (database, query, index) in [
            (
                "trends", "SELECT * FROM trending_topics WHERE used_flag = 0 ORDER BY timestamp DESC LIMIT 5",
                "idx_trending_topics_unused_recent"
            ),
            ("trends", "SELECT * FROM trending_topics ORDER BY priority DESC LIMIT 5", "idx_trending_topics_priority"),
            (
                "trends", "SELECT * FROM trending_topics ORDER BY relevance_score DESC LIMIT 5",
                "idx_trending_topics_relevance"
            ),
            (
                "image_library", "SELECT * FROM image_library WHERE character = 'nutsy' AND emotion = 'happy'",
                "idx_image_library_char_emotion"
            ),
            (
                "image_library", "SELECT * FROM image_library ORDER BY quality_score DESC LIMIT 5",
                "idx_image_library_quality"
            ),
            (
                "metrics", "SELECT * FROM video_metrics ORDER BY engagement_rate DESC LIMIT 5",
                "idx_video_metrics_engagement"
            ),
            ("metrics", "SELECT * FROM video_metadata ORDER BY created_at DESC LIMIT 5", "idx_video_metadata_created"),
        ] {
            let plan = project.sql(database, "EXPLAIN QUERY PLAN \(query)")
            #expect(plan.contains(index) && !plan.contains("TEMP B-TREE"), "\(query): \(plan)")
        }
    }
}
