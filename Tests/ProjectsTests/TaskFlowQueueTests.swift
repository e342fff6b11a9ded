import TestSupport
import Testing

/// What TaskFlow's tables were made for: its queue and its webhooks, by the files in `queries/`.
@Suite struct TaskFlowQueueTests {
    /// The project, migrated, with one workflow.
    private func project() throws -> ServerProjectCopy {
        let project = try ServerProjectCopy("TaskFlow")
        project.createDatabase()
        expectStatus(project.run("scripts/db-migrate.sh", "migrate"), 0)
        _ = project.sql(
            """
            INSERT INTO users (id, email, name) VALUES (1, 'a@example.com', 'Ann');
            INSERT INTO workflows (id, name) VALUES (1, 'one')
            """)
        return project
    }

    /// Runs a file of `queries/` as the README shows it.
    private func query(_ project: ServerProjectCopy, _ name: String, _ values: [String: String]) -> String {
        let settings = values.sorted { $0.key < $1.key }.flatMap { ["-v", "\($0.key)=\($0.value)"] }
        let result = project.run(
            ["psql", "-XqAt", "--set=ON_ERROR_STOP=1"] + settings + ["-f", "queries/\(name).sql"])
        return result.status == 0 ? result.output.droppingLastLineEnd : result.everything
    }

    private func claim(_ project: ServerProjectCopy, as worker: String = "w", lease: String = "5 minutes") -> String {
        String(
            query(project, "claim_job", ["worker": worker, "lease": lease]).prefix { $0 != "|" })
    }

    // MARK: Queue

    /// Eight workers that ask as fast as they can: each job is had once, and none is left.
    @Test func manyWorkersTakeEachJobOnce() throws {
        let project = try project()
        _ = project.sql("INSERT INTO processing_jobs (job_type) SELECT 'maintenance' FROM generate_series(1, 400)")
        let claim = "\\i queries/claim_job.sql\n"
        project.folder.write("project/worker.sql", String(repeating: claim, count: 100))
        let result = project.run(
            "bash", "-c",
            """
            for worker in 1 2 3 4 5 6 7 8; do
                psql -XqAt -v ON_ERROR_STOP=1 -v worker="worker-$worker" -v lease='5 minutes' -f worker.sql \\
                    >"taken.$worker" &
                workers+=($!)
            done
            for process in "${workers[@]}"; do wait "$process" || exit 1; done
            cut -d '|' -f 1 taken.* | sort -n
            """)
        expectStatus(result, 0)
        let taken = result.output.split(separator: "\n")
        #expect(taken.count == 400)
        #expect(Set(taken).count == 400)
        #expect(
            project.sql(
                """
                SELECT count(*), count(DISTINCT locked_by) > 1, min(attempts), max(attempts), bool_and(status = 'running')
                FROM processing_jobs
                """) == "400|t|1|1|t")
    }

    /// A job that somebody else has locked is passed over, and not waited for.
    @Test func aLockedJobIsPassedOver() throws {
        let project = try project()
        _ = project.sql("INSERT INTO processing_jobs (id, job_type) VALUES (1, 'maintenance'), (2, 'maintenance')")
        let result = project.run(
            "bash", "-c",
            """
            coproc psql -XqAt
            echo "BEGIN; SELECT id FROM processing_jobs WHERE id = 1 FOR UPDATE;" >&"${COPROC[1]}"
            read -r locked <&"${COPROC[0]}"
            psql -XqAt -v worker=w -v lease='1 minute' -c "SET lock_timeout = '5s'" -f queries/claim_job.sql | cut -d '|' -f 1
            """)
        #expect(result.output == "2\n", "\(result.everything)")
    }

    @Test func theMostUrgentComesFirst() throws {
        let project = try project()
        _ = project.sql(
            """
            INSERT INTO processing_jobs (id, job_type, priority, available_at) VALUES
            (1, 'maintenance', 0, now() - interval '1 minute'), (2, 'maintenance', 5, now()),
            (3, 'maintenance', 0, now() - interval '2 minutes'), (4, 'maintenance', 9, now() + interval '1 hour')
            """)
        #expect((1...4).map { _ in claim(project) } == ["2", "3", "1", ""])
    }

    @Test func aJobEndsWellOrIsTriedAgain() throws {
        let project = try project()
        _ = project.sql("INSERT INTO processing_jobs (id, job_type, max_attempts) VALUES (1, 'maintenance', 2)")
        #expect(claim(project) == "1")
        // Somebody else's job is not ended.
        #expect(query(project, "finish_job", ["job": "1", "worker": "other"]) == "")
        expect(query(project, "fail_job", ["job": "1", "worker": "w", "error": "it's broken"]), contains: "1|queued|")
        #expect(claim(project) == "")
        #expect(project.sql("SELECT last_error, available_at > now() FROM processing_jobs") == "it's broken|t")
        _ = project.sql("UPDATE processing_jobs SET available_at = now()")
        #expect(claim(project) == "1")
        expect(query(project, "fail_job", ["job": "1", "worker": "w", "error": "again"]), contains: "1|failed|")
        #expect(project.sql("SELECT status, attempts, finished_at IS NOT NULL FROM processing_jobs") == "failed|2|t")

        _ = project.sql("INSERT INTO processing_jobs (id, job_type) VALUES (2, 'maintenance')")
        #expect(claim(project) == "2")
        #expect(query(project, "finish_job", ["job": "2", "worker": "w"]) == "2")
        #expect(project.sql("SELECT status, locked_by FROM processing_jobs WHERE id = 2") == "succeeded|")
    }

    @Test func theJobsOfADeadWorkerComeBack() throws {
        let project = try project()
        _ = project.sql("INSERT INTO processing_jobs (id, job_type, max_attempts) VALUES (1, 'maintenance', 2)")
        #expect(claim(project, as: "dead", lease: "1 minute") == "1")
        #expect(query(project, "recover_jobs", [:]) == "")
        _ = project.sql("UPDATE processing_jobs SET lease_expires_at = now() - interval '1 second'")
        #expect(query(project, "recover_jobs", [:]) == "1|queued")
        #expect(project.sql("SELECT last_error FROM processing_jobs") == "lease of dead expired")
        #expect(claim(project, as: "alive") == "1")
        #expect(query(project, "finish_job", ["job": "1", "worker": "dead"]) == "")
        #expect(query(project, "finish_job", ["job": "1", "worker": "alive"]) == "1")
    }

    // MARK: Webhooks

    @Test func theSecretOfAWebhookIsNowhereInTheDatabase() throws {
        let project = try project()
        let secret = "correct-horse-battery-staple-4711"
        let id = query(
            project, "create_webhook",
            [
                "workflow_id": "1", "user_id": "1", "name": "ci", "url": "https://example.com/hook",
                "events": "{request.completed}", "secret": secret,
            ])
        #expect(Int(id) != nil, "\(id)")
        #expect(
            project.sql("SELECT secret_hint, secret_hash = sha256(convert_to('\(secret)', 'UTF8')) FROM webhooks")
                == "4711|t")
        let dump = project.run("pg_dump")
        expectStatus(dump, 0)
        #expect(!dump.output.contains(secret))
        let told = query(project, "webhooks_for_event", ["workflow_id": "1", "event": "request.completed"])
        expect(told, contains: "|https://example.com/hook|\\x")
        #expect(query(project, "webhooks_for_event", ["workflow_id": "1", "event": "request.failed"]) == "")
    }

    // MARK: Similarity

    @Test func whatIsMostAlikeIsFound() throws {
        let project = try project()
        _ = project.sql(
            """
            INSERT INTO workflow_embedding_configs (id, workflow_id, name, provider, model, dimensions)
            VALUES (1, 1, 'e', 'p', 'm', 2);
            INSERT INTO workflow_similarity_configs (id, workflow_id, embedding_config_id, name, min_similarity)
            VALUES (1, 1, 1, 's', 0.5);
            INSERT INTO ground_truth_data (id, workflow_id, input, expected_output, embedding, embedding_config_id) VALUES
            (1, 1, '{"a": 1}', '"x"', '{0,1}', 1), (2, 1, '{"a": 2}', '"y"', '{1,0.1}', 1), (3, 1, '{"a": 3}', '"z"', '{1,0}', 1)
            """)
        let found = query(project, "similar_ground_truth", ["config": "1", "vector": "{1,0}"])
        #expect(found.split(separator: "\n").map { $0.prefix(1) } == ["3", "2"], "\(found)")
    }
}
