import TestSupport
import Testing

/// Values that the schemas refuse, one at a time in a row that is otherwise good, and values that stay open.
@Suite struct ExcuseMyFrenchValueTests {
    private static let times = [
        "'yesterday'", "''", "5", "2460000.5", "'now'", "'2025-13-01 00:00:00'", "'2025-06-01 25:00:00'", "'10:30:00'",
        "'01.06.2025'", "'2025-06-01 noon'",
    ]
    private static let blanks = ["''", "'  '", "NULL"]
    private static let scores = ["-0.01", "1.01", "92", "'high'"]
    private static let counts = ["-1", "1.5", "'many'"]
    private static let broken = ["'{'", "''", "'{a: 1}'"]

    /// A table of a database, a row that it takes, and values that it does not.
    static let trials: [(database: String, table: String, good: ValueTrial.Row, bad: [String: [String]])] = [
        (
            "trends", "trending_topics",
            [
                ("id", "99"), ("topic", "'T'"), ("source", "'a source of tomorrow'"),
                ("timestamp", "'2025-06-01 10:30:00'"), ("relevance_score", "1.0"), ("used_flag", "1"),
                ("category", "'anything'"), ("metadata", "'{\"a\": [1]}'"), ("created_at", "'2025-06-01T10:30:00Z'"),
                ("updated_at", "'2025-06-01'"), ("priority", "-5"),
            ],
            [
                "id": ["1", "'x'"], "topic": blanks, "source": blanks, "timestamp": times + ["NULL"],
                "relevance_score": scores + ["NULL"], "used_flag": ["2", "-1", "NULL", "'yes'", "0.5"],
                "metadata": broken, "created_at": times + ["NULL"], "updated_at": times + ["NULL"],
                "priority": ["'high'", "0.5"],
            ]
        ),
        (
            "trends", "search_history",
            [
                ("id", "99"), ("query", "'q'"), ("source", "'s'"), ("result_count", "0"),
                ("timestamp", "'2025-06-01 10:30:00.123456'"),
            ],
            [
                "id": ["1"], "query": blanks, "source": blanks, "result_count": counts + ["NULL"],
                "timestamp": times + ["NULL"],
            ]
        ),
        (
            "metrics", "video_metrics",
            [
                ("id", "99"), ("video_id", "'v'"), ("platform", "'a platform of tomorrow'"), ("views", "1"),
                ("likes", "1"), ("comments", "1"), ("shares", "1"), ("saves", "1"), ("watch_time_seconds", "0.5"),
                ("engagement_rate", "0.0"), ("timestamp", "'2025-06-01 10:30:00+02:00'"),
                ("created_at", "'2025-06-01 10:30'"),
            ],
            [
                "id": ["1"], "video_id": blanks, "platform": blanks, "views": counts + ["NULL"],
                "likes": counts + ["NULL"], "comments": counts + ["NULL"], "shares": counts + ["NULL"],
                "saves": counts + ["NULL"], "watch_time_seconds": ["-0.1", "'long'", "NULL"],
                "engagement_rate": scores + ["NULL"], "timestamp": times + ["NULL"], "created_at": times + ["NULL"],
            ]
        ),
        (
            "metrics", "video_metadata",
            [
                ("id", "99"), ("video_id", "'v'"), ("title", "'T'"), ("description", "''"), ("topic", "NULL"),
                ("script_path", "'s'"), ("audio_path", "'a'"), ("video_path", "'v'"), ("duration_seconds", "0"),
                ("created_at", "'2025-06-01 10:30:00'"), ("posted_at", "NULL"), ("status", "'archived'"),
            ],
            [
                "id": ["1"], "video_id": blanks + ["'emf-20250602-01'"], "title": blanks,
                "duration_seconds": ["-1", "'long'"], "created_at": times + ["NULL"], "posted_at": times,
                "status": ["'Draft'", "'deleted'", "''", "NULL"],
            ]
        ),
        (
            "image_library", "image_library",
            [
                ("id", "99"), ("character", "'nutsy'"), ("emotion", "'sleepy'"), ("pose", "'upside down'"),
                ("file_path", "'f'"), ("source", "'photo'"), ("file_size_bytes", "0"), ("width", "1"), ("height", "1"),
                ("format", "'webp'"), ("generation_prompt", "NULL"), ("generation_model", "'m'"),
                ("quality_score", "1.0"), ("usage_count", "0"), ("tags", "'[\"a\", 2]'"), ("metadata", "'{}'"),
                ("timestamp", "'2025-06-01 10:30:00'"), ("created_at", "'2025-06-01 10:30:00'"),
                ("last_used_at", "NULL"),
            ],
            [
                "id": ["1"], "character": ["'Butcher'", "'squirrel'", "''", "NULL"], "emotion": blanks,
                "pose": blanks, "file_path": blanks + ["'data/images/nutsy/excited_jumping_01.png'"],
                "source": ["'midjourney'", "'Photo'", "''", "NULL"], "file_size_bytes": counts,
                "width": ["0", "-1", "1.5"], "height": ["0", "-1"], "format": ["'jpeg'", "'PNG'", "'gif'", "''"],
                "quality_score": scores, "usage_count": counts + ["NULL"], "tags": broken + ["'{}'", "'1'", "'\"a\"'"],
                "metadata": broken, "timestamp": times + ["NULL"], "created_at": times + ["NULL"],
                "last_used_at": times,
            ]
        ),
        (
            "image_library", "image_usage",
            [
                ("id", "99"), ("image_id", "1"), ("video_id", "'v'"), ("scene_number", "0"),
                ("timestamp", "'2025-06-01 10:30:00'"),
            ],
            [
                "id": ["1"], "image_id": ["999", "NULL", "'x'"], "video_id": blanks, "scene_number": ["-1", "'last'"],
                "timestamp": times + ["NULL"],
            ]
        ),
        (
            "image_library", "image_collections",
            [
                ("id", "99"), ("name", "'n'"), ("description", "NULL"), ("character", "NULL"),
                ("created_at", "'2025-06-01 10:30:00'"),
            ],
            [
                "id": ["1"], "name": blanks + ["'Reference photos'"], "character": ["'both'", "''"],
                "created_at": times + ["NULL"],
            ]
        ),
        (
            "image_library", "collection_images",
            [("collection_id", "2"), ("image_id", "1"), ("sort_order", "-1")],
            [
                "collection_id": ["999", "NULL", "1"], "image_id": ["999", "NULL", "5"],
                "sort_order": ["NULL", "'first'"],
            ]
        ),
    ]

    @Test(arguments: trials.indices) func everyBadValueIsRefused(_ index: Int) {
        let project = ExcuseMyFrench(.seeded)
        let (database, table, good, bad) = Self.trials[index]
        let count = Int(project.sql(database, "SELECT count(*) FROM \(table)")) ?? -1
        let trial = ValueTrial(table: table, good: good, bad: bad, count: count)
        #expect(trial.tries > 4)
        #expect(project.sql(database, trial.script) == "")
    }

    @Test func everyValueOfAClosedListIsTaken() {
        let project = ExcuseMyFrench(.created)
        for status in ["draft", "rendered", "posted", "archived"] {
            let insert = "INSERT INTO video_metadata (video_id, title, status) VALUES ('\(status)', 't', '\(status)');"
            expectStatus(project.attempt("metrics", insert), 0)
        }
        let lists = [
            ("character", ["butcher", "nutsy"]), ("source", ["generated", "photo", "dreambooth", "stable_diffusion"]),
            ("format", ["png", "jpg", "webp"]),
        ]
        for (column, values) in lists {
            for value in values {
                var row = ["character": "nutsy", "source": "photo", "format": "png"]
                row[column] = value
                let names = row.keys.sorted()
                let texts = names.map { "'\(row[$0] ?? "")'" }.joined(separator: ", ")
                let insert =
                    "INSERT INTO image_library (\(names.joined(separator: ", ")), emotion, pose, file_path) "
                    + "VALUES (\(texts), 'e', 'p', '\(column)/\(value)');"
                expectStatus(project.attempt("image_library", insert), 0)
            }
        }
        #expect(project.sql("image_library", "SELECT count(*) FROM image_library") == "9")
    }

    @Test func defaultsFillInTheRest() {
        let project = ExcuseMyFrench(.created)
        let before = project.sql("trends", "SELECT CURRENT_TIMESTAMP")
        for (database, sql, expected) in [
            (
                "trends",
                "INSERT INTO trending_topics (topic, source) VALUES ('t', 's'); SELECT id, relevance_score, used_flag, "
                    + "category IS NULL, metadata IS NULL, priority, timestamp >= '\(before)', created_at = timestamp, "
                    + "updated_at = timestamp, length(timestamp) FROM trending_topics", "1|0.0|0|1|1|0|1|1|1|19"
            ),
            (
                "metrics",
                "INSERT INTO video_metrics (video_id, platform) VALUES ('v', 'p'); SELECT views, likes, comments, shares, "
                    + "saves, watch_time_seconds, engagement_rate, timestamp >= '\(before)' FROM video_metrics",
                "0|0|0|0|0|0.0|0.0|1"
            ),
            (
                "metrics",
                "INSERT INTO video_metadata (video_id, title) VALUES ('v', 't'); SELECT status, posted_at IS NULL, "
                    + "created_at >= '\(before)' FROM video_metadata", "draft|1|1"
            ),
            (
                "image_library",
                "INSERT INTO image_library (character, emotion, pose, file_path, source) VALUES "
                    + "('nutsy', 'e', 'p', 'f', 'photo'); SELECT usage_count, last_used_at IS NULL, "
                    + "timestamp >= '\(before)' FROM image_library", "0|1|1"
            ),
        ] {
            #expect(project.sql(database, sql) == expected)
        }
    }

    @Test func aSnapshotOfTheSameMomentIsTakenOnce() {
        let project = ExcuseMyFrench(.created)
        func insert(_ video: String, _ platform: String, _ time: String) -> Int32 {
            project.attempt(
                "metrics",
                "INSERT INTO video_metrics (video_id, platform, timestamp) VALUES ('\(video)', '\(platform)', '\(time)');"
            ).status
        }
        #expect(insert("v", "tiktok", "2025-06-01 10:00:00") == 0)
        #expect(insert("v", "tiktok", "2025-06-01 10:00:00") != 0)
        #expect(insert("v", "youtube", "2025-06-01 10:00:00") == 0)
        #expect(insert("w", "tiktok", "2025-06-01 10:00:00") == 0)
        #expect(insert("v", "tiktok", "2025-06-01 10:00:01") == 0)
    }

    @Test func idsAreNotGivenTwice() {
        let project = ExcuseMyFrench(.created)
        let answer = project.sql(
            "trends",
            "INSERT INTO trending_topics (topic, source) VALUES ('a', 's'), ('b', 's'); DELETE FROM trending_topics "
                + "WHERE id = 2; INSERT INTO trending_topics (topic, source) VALUES ('c', 's'); "
                + "SELECT group_concat(id) FROM trending_topics")
        #expect(answer == "1,3")
    }

    @Test func pythonWritesItsOwnTypes() {
        let project = ExcuseMyFrench(.created)
        let result = project.python(
            """
            import datetime, json, sqlite3
            db = sqlite3.connect("data/trends.db")
            now = datetime.datetime(2025, 6, 1, 10, 30, 0, 123456)
            for moment in [str(now), now.isoformat(), now.date().isoformat()]:
                db.execute("INSERT INTO trending_topics (topic, source, timestamp, relevance_score, used_flag, metadata)"
                           " VALUES (?, ?, ?, ?, ?, ?)", ("t", "s", moment, 1, False, json.dumps({"a": "é漢"})))
            db.commit()
            print(db.execute("SELECT count(*), min(julianday(timestamp)) > 2460000 FROM trending_topics").fetchone())
            """)
        #expect(result.output == "(3, 1)\n", "\(result.everything)")
    }
}
