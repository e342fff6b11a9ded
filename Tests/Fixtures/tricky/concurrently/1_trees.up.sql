CREATE TABLE trees (a int, b int);
