DROP TRIGGER orders_state;
DROP TABLE orders;
