CREATE TABLE unqualified (x int);
