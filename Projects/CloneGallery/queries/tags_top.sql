-- The tags on most images.
-- :limit      rows at most
SELECT id, name, count, trending
FROM tags
WHERE count > 0
ORDER BY count DESC, name
LIMIT :limit;
