DROP TABLE dusty;
