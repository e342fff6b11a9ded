/* /* ; */ DROP TABLE b;
DROP TABLE a /* ; */;
