-- Every foreign key whose column no complete index starts with. No row is the right answer.
-- All foreign keys here have one column, so the first column of an index is all there is to compare.
SELECT k.conrelid::regclass AS "table", a.attname AS "column", k.confrelid::regclass AS parent
FROM pg_constraint AS k
JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
WHERE k.contype = 'f'
    AND NOT EXISTS (
        SELECT 1
        FROM pg_index AS i
        WHERE i.indrelid = k.conrelid AND i.indisvalid AND i.indpred IS NULL AND i.indkey[0] = k.conkey[1]
    );
