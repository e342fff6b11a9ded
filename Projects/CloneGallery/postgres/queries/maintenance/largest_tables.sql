-- What takes the space: pages and bytes of every table and index, the largest first.
SELECT c.relname AS name, pg_relation_size(c.oid) / current_setting('block_size')::bigint AS pages,
       pg_relation_size(c.oid) AS bytes
FROM pg_class AS c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'i')
ORDER BY bytes DESC;
