CREATE TABLE done (x int);
CREATE PROCEDURE work() LANGUAGE plpgsql AS $$
BEGIN
    FOR i IN 1..3 LOOP
        INSERT INTO done VALUES (i);
        COMMIT;
    END LOOP;
END $$;
