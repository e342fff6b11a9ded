-- Who is to be told of an event of a workflow. The hash is the key of the delivery's HMAC-SHA256.
-- Parameters: :workflow_id, :event.
SELECT id, url, secret_hash
FROM webhooks
WHERE is_active AND events @> ARRAY[:'event'] AND (workflow_id IS NULL OR workflow_id = :workflow_id)
ORDER BY id;
