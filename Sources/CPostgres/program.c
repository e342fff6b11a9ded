#include "CPostgres.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

// What the child does before it becomes the program: nothing that could wait for another thread of its parent.
static _Noreturn void become(
    const char *path, const char *const *arguments, const char *const *environment, const int streams[3],
    pid_t parent, int report) {
    setpgid(0, 0);
    // A file that may not grow is told as an error to a program that ignores this one.
    for (int number = 1; number < NSIG; number++) signal(number, number == SIGXFSZ ? SIG_IGN : SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    // The parent may have ended before it was said.
    if (getppid() != parent) _exit(127);
#else
    (void)parent;
#endif
    for (int number = 0; number < 3; number++)
        if (dup2(streams[number], number) < 0) goto failed;
    execve(path, (char *const *)arguments, (char *const *)environment);
failed:;
    int fault = errno;
    ssize_t ignored = write(report, &fault, sizeof fault);
    (void)ignored;
    _exit(127);
}

int martlet_program_start(
    const char *path, const char *const *arguments, const char *const *environment, const int streams[3]) {
    // Closes without a word when the child becomes the program.
    int report[2];
    if (pipe(report) != 0) return -1;
    fcntl(report[0], F_SETFD, FD_CLOEXEC);
    fcntl(report[1], F_SETFD, FD_CLOEXEC);
    // Signals that the parent handles must not be handled in the child before it is the program.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) become(path, arguments, environment, streams, parent, report[1]);
    int fault = child < 0 ? errno : 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(report[1]);
    if (child > 0) {
        ssize_t count;
        do count = read(report[0], &fault, sizeof fault);
        while (count < 0 && errno == EINTR);
        if (count != sizeof fault) fault = 0;
        else while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
    }
    close(report[0]);
    errno = fault;
    return fault == 0 ? child : -1;
}
