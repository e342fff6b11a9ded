import TestSupport
import Testing

/// What the triggers, the view and the cascades do, asked of the client.
@Suite struct ExcuseMyFrenchBehaviourTests {
    // MARK: updated_at

    @Test(arguments: [false, true]) func aChangedTopicGetsANewTime(_ isRecursive: Bool) {
        let project = ExcuseMyFrench(.created)
        let answer = project.sql(
            "trends",
            """
            INSERT INTO trending_topics (topic, source, updated_at) VALUES
            ('a', 's', '2020-01-01 00:00:00'), ('b', 's', '2020-01-01 00:00:00');
            UPDATE trending_topics SET used_flag = 1 WHERE topic = 'a';
            SELECT topic, updated_at > '2025-01-01', length(updated_at), updated_at = created_at FROM trending_topics;
            UPDATE trending_topics SET priority = 7;
            SELECT count(*) FROM trending_topics WHERE updated_at > '2025-01-01';
            UPDATE trending_topics SET updated_at = '2020-01-01 00:00:00' WHERE topic = 'b';
            SELECT updated_at > '2025-01-01' FROM trending_topics WHERE topic = 'b';
            UPDATE trending_topics SET updated_at = NULL;
            SELECT count(*), max(used_flag), sum(priority) FROM trending_topics;
            """, recursiveTriggers: isRecursive)
        // The time is the database's to say; and a wrong one undoes the statement.
        #expect(
            answer.split(separator: "\n").map { $0.split(separator: "|").prefix(3).joined(separator: "|") } == [
                "a|1|19", "b|0|19", "2", "1", "2|1|14",
            ], "\(answer)")
    }

    @Test func createdAtStaysAsItWas() {
        let project = ExcuseMyFrench(.seeded)
        let question = "SELECT group_concat(created_at) FROM trending_topics"
        let before = project.sql("trends", question)
        #expect(project.sql("trends", "UPDATE trending_topics SET topic = topic || '!'; \(question)") == before)
    }

    // MARK: usage_count, last_used_at

    @Test(arguments: [false, true]) func eachUseIsCountedAndTimed(_ isRecursive: Bool) {
        let project = ExcuseMyFrench(.created)
        let image = "SELECT usage_count, coalesce(last_used_at, '-') FROM image_library WHERE id = 1;\n"
        let use = "INSERT INTO image_usage (image_id, video_id, scene_number, timestamp) VALUES "
        let answer = project.sql(
            "image_library",
            """
            INSERT INTO image_library (character, emotion, pose, file_path, source) VALUES
            ('nutsy', 'happy', 'sitting', 'a', 'photo'), ('nutsy', 'happy', 'sitting', 'b', 'photo');
            \(image)\(use)(1, 'v', 1, '2025-06-01 10:00:00');
            \(image)\(use)(1, 'v', 2, '2025-06-03 10:00:00'), (1, 'w', 1, '2025-06-02T23:00:00Z');
            \(image)\(use)(1, 'w', 2, '2025-06-03T12:30:00+02:00');
            \(image)DELETE FROM image_usage WHERE scene_number = 1;
            \(image)SELECT usage_count, last_used_at IS NULL FROM image_library WHERE id = 2;
            INSERT INTO image_usage (image_id, video_id) VALUES (2, 'x');
            SELECT usage_count, last_used_at = (SELECT max(timestamp) FROM image_usage WHERE image_id = 2)
            FROM image_library WHERE id = 2;
            """, recursiveTriggers: isRecursive)
        #expect(
            answer == """
                0|-
                1|2025-06-01 10:00:00
                3|2025-06-03 10:00:00
                4|2025-06-03T12:30:00+02:00
                4|2025-06-03T12:30:00+02:00
                0|1
                1|1
                """)
    }

    // MARK: Cascades

    @Test func whatBelongsToAnImageOrACollectionGoesWithIt() {
        let project = ExcuseMyFrench(.seeded)
        let counts =
            "SELECT (SELECT count(*) FROM image_library), (SELECT count(*) FROM image_usage), "
            + "(SELECT count(*) FROM image_collections), (SELECT count(*) FROM collection_images);\n"
        let excited = "(SELECT id FROM image_library WHERE file_path LIKE '%excited_jumping_01.png')"
        let answer = project.sql(
            "image_library",
            """
            \(counts)DELETE FROM image_library WHERE id = \(excited);
            \(counts)DELETE FROM image_collections WHERE name = 'Reference photos';
            \(counts)PRAGMA foreign_key_check;
            """)
        #expect(answer == "8|7|3|5\n7|5|3|4\n7|5|2|2")
        // Without being asked, SQLite lets the rows stay behind: this is what the guide warns of.
        let unasked = Program.run(
            ["sqlite3", project.path("image_library"), "DELETE FROM image_library; SELECT count(*) FROM image_usage"])
        #expect(unasked.output == "5\n")
    }

    @Test func aUseOfNoImageIsRefused() {
        let project = ExcuseMyFrench(.created)
        let result = project.attempt("image_library", "INSERT INTO image_usage (image_id, video_id) VALUES (1, 'v');")
        #expect(result.status != 0)
        expect(result.error, contains: "FOREIGN KEY constraint failed")
    }

    // MARK: latest_video_metrics

    @Test func theViewHasItsColumns() {
        let project = ExcuseMyFrench(.atVersionOne)
        #expect(
            project.sql("metrics", "SELECT group_concat(name, ' ') FROM pragma_table_info('latest_video_metrics')")
                == "video_id title topic status posted_at duration_seconds platform views likes comments shares saves "
                + "watch_time_seconds engagement_rate timestamp")
    }

    @Test func theViewHasTheLatestOfEachVideoOnEachPlatform() {
        let project = ExcuseMyFrench(.seeded)
        let answer = project.sql(
            "metrics",
            "SELECT video_id, platform, views, title, status FROM latest_video_metrics ORDER BY video_id, platform")
        #expect(
            answer == """
                emf-20250602-01|instagram|4200|Butcher explains the croissant index|posted
                emf-20250602-01|tiktok|25400|Butcher explains the croissant index|posted
                emf-20250602-01|youtube|1250|Butcher explains the croissant index|posted
                emf-20250602-02|youtube|910|Four days, said Nutsy|archived
                emf-20250603-01|instagram|2900|Nutsy against the robot vacuum|posted
                emf-20250603-01|tiktok|88700|Nutsy against the robot vacuum|posted
                """)
    }

    @Test func timesAreComparedAsTimes() {
        let project = ExcuseMyFrench(.created)
        let answer = project.sql(
            "metrics",
            """
            INSERT INTO video_metrics (video_id, platform, views, timestamp) VALUES
            ('v', 'a', 2, '2025-06-01 10:00:00'), ('v', 'a', 1, '2025-06-01T09:00:00Z'),
            ('v', 'b', 1, '2025-06-01 10:00:00'), ('v', 'b', 2, '2025-06-01T10:00:00Z'),
            ('v', 'c', 2, '2025-06-01 10:00:00'), ('v', 'c', 1, '2025-06-01 11:30:00+02:00'),
            ('v', 'd', 2, '2025-06-01 10:00:00.5'), ('v', 'd', 1, '2025-06-01 10:00:00');
            SELECT platform, views, coalesce(title, 'unknown') FROM latest_video_metrics ORDER BY platform;
            """)
        #expect(answer == "a|2|unknown\nb|2|unknown\nc|2|unknown\nd|2|unknown")
    }

    @Test func theViewOfOneVideoReadsThatVideoOnly() {
        let project = ExcuseMyFrench(.created)
        let plan = project.sql(
            "metrics", "EXPLAIN QUERY PLAN SELECT * FROM latest_video_metrics WHERE video_id = 'emf-20250602-01'")
        #expect(plan.contains("SEARCH video_metrics USING") && !plan.contains("SCAN video_metrics"), "\(plan)")
    }
}
