CREATE TABLE something (x int);
