CREATE TABLE orders (id int, state text, code int);
CREATE TRIGGER orders_state AFTER INSERT ON orders
WHEN CASE WHEN NEW.state IS NULL THEN 1 ELSE 0 END
BEGIN
    UPDATE orders SET state = CASE NEW.code WHEN 1 THEN 'begin' WHEN 2 THEN CASE WHEN 1 THEN 'end;' END ELSE 'x' END
        WHERE id = NEW.id;
    DELETE FROM orders WHERE state = 'END;';
END;
INSERT INTO orders (id, code) VALUES (1, 2);
