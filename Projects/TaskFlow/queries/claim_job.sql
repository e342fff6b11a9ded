-- Takes the next job, or none. Workers that ask at once get different ones: what another has locked is skipped.
-- Parameters: :worker, a name of its own for each worker; :lease, how long it may take ('5 minutes').
UPDATE processing_jobs
SET status = 'running', locked_by = :'worker', lease_expires_at = now() + :'lease'::interval,
    attempts = attempts + 1, started_at = coalesce(started_at, now())
WHERE id = (
    SELECT id FROM processing_jobs
    WHERE status = 'queued' AND available_at <= now()
    ORDER BY priority DESC, available_at, id
    LIMIT 1
    FOR UPDATE SKIP LOCKED
)
RETURNING id, job_type, request_id, block_id, webhook_id, payload, attempts;
