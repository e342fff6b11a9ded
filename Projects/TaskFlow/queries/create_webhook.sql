-- Registers a webhook and keeps the hash of its secret only. The secret is to be 32 random bytes or more, as text.
-- Parameters: :workflow_id, :user_id, :name, :url, :events such as '{request.completed}', :secret.
INSERT INTO webhooks (workflow_id, created_by, name, url, events, secret_hash, secret_hint)
VALUES (:workflow_id, :user_id, :'name', :'url', :'events', sha256(convert_to(:'secret', 'UTF8')), right(:'secret', 4))
RETURNING id;
