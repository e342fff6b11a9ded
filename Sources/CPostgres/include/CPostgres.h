// libpq, loaded when it is first needed: linked, it and the 30 libraries behind it would be loaded at every start.

#ifndef MARTLET_CPOSTGRES_H
#define MARTLET_CPOSTGRES_H

#if __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h>
#else
#include <libpq-fe.h>
#endif

// What Martlet uses of it.
#define MARTLET_LIBPQ_FUNCTIONS(X) \
    X(PQbackendPID) X(PQcancel) X(PQclear) X(PQcmdStatus) X(PQcmdTuples) X(PQconnectPoll) X(PQconnectStartParams) \
    X(PQconnectionNeedsPassword) X(PQconninfo) X(PQconninfoFree) X(PQconsumeInput) X(PQerrorMessage) X(PQfinish) \
    X(PQfreeCancel) X(PQfreemem) X(PQftype) X(PQgetCancel) X(PQgetCopyData) X(PQgetResult) X(PQgetisnull) X(PQgetlength) \
    X(PQgetvalue) X(PQhost) X(PQisBusy) X(PQlibVersion) X(PQnfields) X(PQntuples) X(PQparameterStatus) X(PQport) X(PQputCopyData) X(PQputCopyEnd) \
    X(PQresultErrorField) X(PQresultErrorMessage) X(PQresultStatus) X(PQsendQuery) X(PQsendQueryParams) \
    X(PQserverVersion) X(PQsetErrorVerbosity) X(PQsetNoticeReceiver) X(PQsetSingleRowMode) X(PQsocket) X(PQstatus) \
    X(PQtransactionStatus) X(PQuser)

// Its functions, by their own names.
typedef struct martlet_libpq {
#define MARTLET_MEMBER(name) __typeof__(name) *name;
    MARTLET_LIBPQ_FUNCTIONS(MARTLET_MEMBER)
#undef MARTLET_MEMBER
} martlet_libpq;

// The functions, loaded once; NULL if that failed, which martlet_libpq_error explains. Any thread may call it.
const martlet_libpq *martlet_libpq_load(void);

// Why the library could not be loaded; NULL if it was.
const char *martlet_libpq_error(void);

// The codes of PQresultErrorField, which are macros of characters.
enum martlet_diagnostic {
    MARTLET_DIAG_SEVERITY = 'V',
    MARTLET_DIAG_SQLSTATE = 'C',
    MARTLET_DIAG_MESSAGE = 'M',
    MARTLET_DIAG_DETAIL = 'D',
    MARTLET_DIAG_HINT = 'H',
    MARTLET_DIAG_POSITION = 'P',
    MARTLET_DIAG_INTERNAL_QUERY = 'q',
    MARTLET_DIAG_CONTEXT = 'W',
    MARTLET_DIAG_SCHEMA = 's',
    MARTLET_DIAG_TABLE = 't',
    MARTLET_DIAG_COLUMN = 'c',
    MARTLET_DIAG_CONSTRAINT = 'n',
};

// Starts the program at `path`, which is told to end (SIGTERM) when the thread that started it does, however that ends:
// it is in a process group of its own, takes signals as any program does, and its standard streams are these three.
// Its process number; -1 with `errno` if it could not be started.
int martlet_program_start(
    const char *path, const char *const *arguments, const char *const *environment, const int streams[3]);

#endif
