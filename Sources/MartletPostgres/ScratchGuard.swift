public import MartletCore

/// Keeps a transaction in a database that is thrown away from acting beyond it, whatever function did it.
///
/// What is written tells by its locks, which a transaction keeps to its end: those on the catalogues that all databases of
/// a server share, and those on foreign tables. The list of databases is the exception: its rows tell who wrote them.
/// The catalogue of dependencies is passed over, as every object writes into it.
///
/// Source: <https://www.postgresql.org/docs/current/view-pg-locks.html>,
/// <https://www.postgresql.org/docs/current/functions-info.html>.
enum ScratchGuard {
    /// Fails where the transaction has done so.
    static let statement = """
        DO $martlet$ DECLARE
          own_number bigint := pg_catalog.txid_current() & 4294967295;
          own_epoch bigint := pg_catalog.txid_current() - (pg_catalog.txid_current() & 4294967295);
          written text;
        BEGIN
          SELECT CASE WHEN l.database = 0 THEN '' ELSE 'the foreign table ' END || l.relation::pg_catalog.regclass
          INTO written FROM pg_catalog.pg_locks AS l JOIN pg_catalog.pg_class AS c ON c.oid = l.relation
          WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.mode = 'RowExclusiveLock'
            AND (c.relisshared AND l.database = 0 AND c.relkind = 'r' AND c.relname <> 'pg_shdepend'
              OR c.relkind = 'f' AND l.database <> 0)
          ORDER BY 1 LIMIT 1;
          IF written IS NULL THEN
            SELECT 'pg_database' INTO written FROM pg_catalog.pg_database AS d
            WHERE d.datname <> pg_catalog.current_database() AND CASE
              WHEN d.xmin::text::bigint BETWEEN own_number AND own_number + 1000000
              THEN pg_catalog.txid_status(own_epoch + d.xmin::text::bigint) = 'in progress' END;
          END IF;
          IF written IS NOT NULL THEN
            RAISE EXCEPTION 'this acts beyond a database that is there for a while: it writes into %', written;
          END IF;
        END $martlet$
        """
}

extension PostgresConnection {
    /// Runs all parts as one message.
    public func runBatch(_ parts: [BatchPart], within limit: Duration?) throws(DriverError) -> BatchResult {
        guard options.isThrowaway, case .own("COMMIT", _)? = parts.last else {
            return try runMessage(parts, within: limit)
        }
        var guarded = parts
        guarded.insert(.own(ScratchGuard.statement, []), at: parts.count - 1)
        do throws(DriverError) {
            return try runMessage(guarded, within: limit)
        } catch {
            var error = error
            // Nobody but this knows of one part more, which is a part of the COMMIT.
            if let place = error.batchPlace, place.part >= parts.count {
                error.batchPlace = BatchPlace(part: parts.count - 1, statement: place.statement)
            }
            throw error
        }
    }
}
