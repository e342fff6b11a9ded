#include <microhttpd.h>

// Swift cannot import variadic functions.

// A server on a socket that listens, with a thread for each connection: at most `connections` at once, and none that
// says nothing for `seconds`. NULL if it cannot be started.
static inline struct MHD_Daemon *martlet_MHD_start(
    int listener, unsigned connections, unsigned seconds, MHD_AccessHandlerCallback handler, void *context) {
    return MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL, 0, NULL, NULL, handler, context,
        MHD_OPTION_LISTEN_SOCKET, listener, MHD_OPTION_CONNECTION_LIMIT, connections, MHD_OPTION_CONNECTION_TIMEOUT,
        seconds, MHD_OPTION_END);
}
