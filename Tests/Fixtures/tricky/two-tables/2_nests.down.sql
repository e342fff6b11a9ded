DROP INDEX nests_name;
DROP TABLE nests;
