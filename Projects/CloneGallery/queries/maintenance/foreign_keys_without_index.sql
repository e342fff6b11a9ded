-- Every foreign key whose column no complete index starts with. No row is the right answer.
-- All foreign keys here have one column, so the first column of an index is all there is to compare.
SELECT t.name AS "table", fk."from" AS "column", fk."table" AS parent
FROM sqlite_schema AS t
JOIN pragma_foreign_key_list(t.name) AS fk
WHERE t.type = 'table'
    AND NOT EXISTS (
        SELECT 1
        FROM pragma_index_list(t.name) AS i
        JOIN pragma_index_info(i.name) AS c
        WHERE i.partial = 0 AND c.seqno = 0 AND c.name = fk."from"
    );
