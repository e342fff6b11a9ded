# shellcheck shell=bash
# Sourced by manage, migrate, seed and init: which project, and which martlet.

# Through links, so that /usr/local/bin/manage still finds its project.
project=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

# Runs martlet on this project, in the caller's folder: relative paths on the command line are the caller's.
run() {
    local martlet=${MARTLET:-}
    if [[ -z $martlet ]]; then
        martlet=$(command -v martlet) || martlet=$project/../../.build/release/martlet
    fi
    if ! command -v "$martlet" >/dev/null; then
        echo "$(basename "$0"): no martlet at $martlet: build it (make build), put it on PATH or name it in MARTLET" >&2
        exit 2
    fi
    exec "$martlet" --project "$project" "$@"
}
