#include <sqlite3.h>
#include <stdint.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif

// Swift cannot import variadic functions, nor macros that cast to a function pointer.

static inline int martlet_sqlite3_db_config_flag(sqlite3 *db, int option, int value) {
    return sqlite3_db_config(db, option, value, (int *)0);
}

static inline sqlite3_destructor_type martlet_sqlite3_transient(void) {
    return SQLITE_TRANSIENT;
}

// The number of the file system at a path, 0 if it is not told. Swift's Glibc has no statfs.
static inline uint32_t martlet_file_system_type(const char *path) {
#ifdef __linux__
    struct statfs status;
    if (statfs(path, &status) == 0) return (uint32_t)status.f_type;
#endif
    return 0;
}
