-- The application's objects in the schema public, a line each, as the catalogue has them: for psql -XqAt.
-- What is Martlet's own, or an extension's, is left out; so are the names that PostgreSQL gave to NOT NULL.
WITH relation AS (
    SELECT oid, relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND relname !~ '^(martlet_(migrations|log|seeds)|schema_migrations_log|schema_seeds)$'
)
SELECT line FROM (
    SELECT 1 AS part, relname::text AS owner, attnum AS place,
        format('column %s.%s %s%s%s%s', relname, attname, format_type(atttypid, atttypmod),
            CASE WHEN attnotnull THEN ' not null' END,
            CASE attidentity WHEN 'd' THEN ' identity' WHEN 'a' THEN ' identity always' END,
            CASE WHEN attgenerated = '' THEN ' default ' ELSE ' generated ' END
                || pg_get_expr(adbin, adrelid)) AS line
    FROM pg_attribute JOIN relation ON attrelid = relation.oid
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT 2, relname, 0, format('constraint %s.%s %s', relname, conname, pg_get_constraintdef(pg_constraint.oid))
    FROM pg_constraint JOIN relation ON conrelid = relation.oid WHERE contype <> 'n'
    UNION ALL
    SELECT 3, relname, 0, format('index %s.%s%s%s (%s)%s', relname, indexrelid::regclass,
        CASE WHEN indisunique THEN ' unique' END, CASE WHEN NOT indisvalid THEN ' INVALID' END,
        (SELECT string_agg(pg_get_indexdef(indexrelid, place, true)
                || CASE WHEN indoption[place - 1] & 1 = 1 THEN ' DESC' ELSE '' END, ', ' ORDER BY place)
            FROM generate_series(1, indnkeyatts) AS place),
        ' where ' || pg_get_expr(indpred, indrelid))
    FROM pg_index JOIN relation ON indrelid = relation.oid
    WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND conrelid = indrelid)
    UNION ALL
    SELECT 4, relname, 0, format('trigger %s.%s', relname, tgname)
    FROM pg_trigger JOIN relation ON tgrelid = relation.oid WHERE NOT tgisinternal
    UNION ALL
    SELECT 5, '', 0, format('function %s(%s)', proname, pg_get_function_identity_arguments(oid))
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS lines
ORDER BY part, owner COLLATE "C", place, line COLLATE "C";
