#include "CPostgres.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>

static martlet_libpq functions;
static char reason[512];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static const char *const names[] = {
#ifdef __APPLE__
    "libpq.5.dylib", "/opt/homebrew/opt/libpq/lib/libpq.5.dylib", "/usr/local/opt/libpq/lib/libpq.5.dylib",
#else
    "libpq.so.5",
#endif
};

static void load(void) {
    void *library = NULL;
    for (size_t index = 0; library == NULL && index < sizeof names / sizeof *names; index++)
        library = dlopen(names[index], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        const char *error = dlerror();
        snprintf(reason, sizeof reason, "%s", error == NULL ? "unknown" : error);
        return;
    }
#define LOAD(name)                                                              \
    if ((functions.name = (__typeof__(name) *)dlsym(library, #name)) == NULL) { \
        snprintf(reason, sizeof reason, "libpq has no %s", #name);              \
        return;                                                                 \
    }
    MARTLET_LIBPQ_FUNCTIONS(LOAD)
#undef LOAD
}

const martlet_libpq *martlet_libpq_load(void) {
    pthread_once(&once, load);
    return reason[0] == '\0' ? &functions : NULL;
}

const char *martlet_libpq_error(void) {
    pthread_once(&once, load);
    return reason[0] == '\0' ? NULL : reason;
}
