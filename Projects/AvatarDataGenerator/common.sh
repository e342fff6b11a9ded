# shellcheck shell=bash
# Sourced by alembic and flask-db: which project, which martlet, and what their words mean to it.

# Through links, so that /usr/local/bin/alembic still finds its project.
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

# upgrade head | +N | REVISION
upgrade() {
    local target=$1
    shift
    case $target in
        head) run migrate "$@" ;;
        +*) run migrate --steps "${target#+}" "$@" ;;
        *) run migrate --to "$target" "$@" ;;
    esac
}

# downgrade -N | base | REVISION
downgrade() {
    local target=$1
    shift
    case $target in
        base) run rollback "$(first_revision)" "$@" ;;
        -*) run rollback --steps "${target#-}" "$@" ;;
        *) run rollback --to "$target" "$@" ;;
    esac
}

# revision -m TEXT
revision() {
    case ${1:-} in
        -m | --message) ;;
        *) usage >&2; exit 2 ;;
    esac
    if [[ -z ${2:-} ]]; then usage >&2; exit 2; fi
    run new "${@:2}"
}

# The revision without a parent: to undo it and all after it leaves nothing.
first_revision() {
    local file
    file=$(grep --files-without-match '^-- Parent:' "$project"/migrations/versions/*.sql)
    basename "${file%%_*}"
}
