-- Puts a job that failed back into the queue, later each time, or ends it after its last attempt.
-- Parameters: :job, :worker, :error.
UPDATE processing_jobs
SET status = CASE WHEN attempts < max_attempts THEN 'queued' ELSE 'failed' END,
    finished_at = CASE WHEN attempts < max_attempts THEN NULL ELSE now() END,
    available_at = now() + interval '10 seconds' * 2 ^ least(attempts, 12),
    locked_by = NULL, lease_expires_at = NULL, last_error = :'error'
WHERE id = :job AND status = 'running' AND locked_by = :'worker'
RETURNING id, status, available_at;
