CALL work();
