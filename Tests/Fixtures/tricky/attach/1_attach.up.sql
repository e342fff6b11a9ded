CREATE TABLE here (x int);
INSERT INTO here VALUES (1);
ATTACH DATABASE 'other.db' AS other;
CREATE TABLE other.there AS SELECT * FROM here;
DETACH DATABASE other;
