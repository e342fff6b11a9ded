-- The trending tags, the most used first.
-- :limit      rows at most
SELECT id, name, count
FROM tags
WHERE trending
ORDER BY count DESC, name
LIMIT :limit;
