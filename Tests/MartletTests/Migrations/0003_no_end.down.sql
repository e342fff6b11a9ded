DELETE FROM notes WHERE body = 'three';
