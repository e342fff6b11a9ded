CREATE TABLE dusty (x int);
