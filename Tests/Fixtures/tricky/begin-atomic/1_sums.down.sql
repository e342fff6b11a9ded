DROP PROCEDURE put(int);
DROP FUNCTION add(int, int);
DROP TABLE sums;
