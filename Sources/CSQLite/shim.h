#include <sqlite3.h>

// Swift cannot import variadic functions, nor macros that cast to a function pointer.

static inline int martlet_sqlite3_db_config_flag(sqlite3 *db, int option, int value) {
    return sqlite3_db_config(db, option, value, (int *)0);
}

static inline sqlite3_destructor_type martlet_sqlite3_transient(void) {
    return SQLITE_TRANSIENT;
}
