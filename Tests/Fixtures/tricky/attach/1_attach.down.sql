ATTACH DATABASE 'other.db' AS other;
DROP TABLE other.there;
DETACH DATABASE other;
DROP TABLE here;
