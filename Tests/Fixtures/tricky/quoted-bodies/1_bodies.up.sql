CREATE FUNCTION one() RETURNS int LANGUAGE plpgsql AS '
BEGIN
    -- it''s; quoted
    RETURN 1;
END;
';
CREATE FUNCTION two() RETURNS text LANGUAGE sql AS E'SELECT \'two;\'::text;';
CREATE FUNCTION three() RETURNS text LANGUAGE plpgsql AS $body$
BEGIN
    EXECUTE $inner$SELECT 'COMMIT;'$inner$;
    RETURN 'BEGIN; ROLLBACK;';
END;
$body$;
CREATE FUNCTION four() RETURNS int LANGUAGE sql AS 'SELECT 4'
    '; SELECT 5;';
