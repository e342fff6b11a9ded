-- Ends a job that went well. No row: the lease was over and another worker has the job; its result counts.
-- Parameters: :job, :worker.
UPDATE processing_jobs
SET status = 'succeeded', finished_at = now(), locked_by = NULL, lease_expires_at = NULL, last_error = NULL
WHERE id = :job AND status = 'running' AND locked_by = :'worker'
RETURNING id;
