-- Takes back the jobs of workers that are gone: their lease is over. To be run every minute or so.
UPDATE processing_jobs
SET status = CASE WHEN attempts < max_attempts THEN 'queued' ELSE 'failed' END,
    finished_at = CASE WHEN attempts < max_attempts THEN NULL ELSE now() END,
    last_error = 'lease of ' || locked_by || ' expired', locked_by = NULL, lease_expires_at = NULL
WHERE id IN (
    SELECT id FROM processing_jobs WHERE status = 'running' AND lease_expires_at < now() FOR UPDATE SKIP LOCKED
)
RETURNING id, status;
