#!/usr/bin/env bash
# TaskFlow's migrations: start tracking, run what is pending, show, undo; and the files that are generated from them.
set -euo pipefail

# Through links, so that a link in some bin folder still finds its project. In an application that has it in database/,
# beside this script's folder, it is found there.
project=$(dirname "$(dirname "$(readlink -f "$0")")")
if [[ ! -f $project/martlet.yaml && -f $project/database/martlet.yaml ]]; then project=$project/database; fi
complete=$project/postgresql/init-complete.sql
patch=$project/postgresql/init-complete-patch.sql
report=$project/migration-audit-report.md

usage() {
    cat <<'END'
Usage: db-migrate.sh COMMAND [OPTIONS]

  init                start tracking; creates the database if it is missing and the role may. Of an installation that
                      was not tracked so far, the baseline is recorded as applied and nothing is changed
  migrate             run all pending migrations
  status              show migrations and seeds
  rollback [VERSION]  undo the last migration, or VERSION and all after it, after asking

  complete            write postgresql/init-complete.sql from the database, and an empty patch
  patch               write postgresql/init-complete-patch.sql: what is newer than init-complete.sql
  audit               write migration-audit-report.md

Which server, role and database: PGHOST, PGPORT, PGUSER (postgres), PGDATABASE (taskflow_db), PGPASSWORD or .pgpass.
Further options go to martlet: --yes, --json, --dry-run, … (martlet help COMMAND).
END
}

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
    "$martlet" --project "$project" "$@"
}

ask() {
    psql --no-psqlrc --no-password --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 \
        --username="${PGUSER:-postgres}" --dbname="${PGDATABASE:-taskflow_db}" --command="$1"
}

# An installation from before the tracking has all tables of the baseline and a history that does not know it. Where a part
# of them is there nothing is recorded: migrate makes what is missing, and leaves what is there.
take_in() {
    local tables untracked
    tables=$(sed -n 's/^CREATE TABLE IF NOT EXISTS \([a-z_]*\) (.*/\1/p' "$project/migrations/000_baseline_schema.sql")
    untracked=$(ask "SELECT count(to_regclass(name)) = count(*)
            AND NOT EXISTS (SELECT FROM schema_migrations WHERE version = '000' AND success)
        FROM unnest(string_to_array('${tables//$'\n'/,}', ',')) AS name")
    if [[ $untracked == t ]]; then run stamp 000 "$@"; fi
}

# What martlet records as the description of a file: its `-- Description:`, else the first comment before the statements
# that is no other header, else the words of its name.
description_of() {
    local file=$1 comments said header='^[A-Za-z][A-Za-z0-9_-]*( [A-Za-z][A-Za-z0-9_-]*){0,2}:([^/]|$)'
    comments=$(sed -nE '/^\s*$/d; /^\s*--/!q; s/^\s*--\s*//p' "$file")
    said=$(sed -nE 's/^[Dd]escription: *//p' <<<"$comments" | head -n 1)
    if [[ -z $said ]]; then said=$(grep -vE "^$|$header" <<<"$comments" | head -n 1) || true; fi
    if [[ -z $said ]]; then
        said=$(basename "$file" .sql)
        said=${said#*_}
        said=${said//_/ }
    fi
    printf '%s' "$said"
}

# The statements of a migration for psql, with its row in the history, unless that is there already.
patch_of() {
    local file=$1 version=$2 description begin="BEGIN;" commit="COMMIT;"
    description=$(description_of "$file")
    if grep -q '^-- martlet:.*transaction=none' "$file"; then begin="" commit=""; fi
    cat <<END

-- $(basename "$file")
SELECT NOT EXISTS (SELECT FROM schema_migrations WHERE version = '$version' AND success) AS pending \\gset
\\if :pending
${begin}
$(sed -E '/^-- *(ROLLBACK:|martlet:down|migrate:down)/,$d' "$file")
INSERT INTO schema_migrations (version, description) VALUES ('$version', '${description//\'/\'\'}')
    ON CONFLICT (version) DO UPDATE SET success = true, state = 'applied', kind = 'recorded', error = NULL;
${commit}
\\endif
END
}

write_patch() {
    local file version count=0
    {
        echo '-- What is newer than init-complete.sql, for databases that were made from it: psql -d taskflow_db < this file.'
        echo '-- Written by "db-migrate.sh patch". It is temporary: "db-migrate.sh complete" takes it in.'
        echo '\set ON_ERROR_STOP on'
        for file in "$project"/migrations/[0-9]*.sql; do
            version=$(basename "$file")
            version=${version%%[!0-9]*}
            if [[ $file == *.down.sql ]] || grep -q "^('$version'," "$complete"; then continue; fi
            patch_of "$file" "$version"
            count=$((count + 1))
        done
    } >"$patch.new"
    mv "$patch.new" "$patch"
    echo "$patch: $count migration$( ((count == 1)) || echo s)"
}

write_report() {
    {
        echo "# Migration audit report"
        echo
        echo "Written by \`db-migrate.sh audit\` on $(date -u '+%Y-%m-%d %H:%M UTC')."
        section "Migrations and seeds" status
        section "Who ran what, when" history --log 50
        section "Were rows of the history changed or removed?" history --verify
        section "Files, history and database" check
        section "Does init-complete.sql say the same as the database?" dump --check
    } >"$report.new"
    mv "$report.new" "$report"
    echo "$report"
}

# What a command answers is the report, also if the answer is no.
section() {
    local title=$1 answer status=0
    shift
    answer=$(run "$@" --no-color 2>&1) || status=$?
    cat <<END

## $title

\`martlet $*\`, exit status $status:

\`\`\`
$answer
\`\`\`
END
}

command=${1:-}
shift || true
case $command in
    init)
        run init "$@"
        # A dry run leaves no history to look into.
        case " $* " in
            *" --dry-run "* | *" -n "*) ;;
            *) take_in "$@" ;;
        esac
        ;;
    migrate | status | rollback) run "$command" "$@" ;;
    complete)
        run dump "$@"
        write_patch
        ;;
    patch) write_patch ;;
    audit) write_report ;;
    help | -h | --help) usage ;;
    *) usage >&2; exit 2 ;;
esac
