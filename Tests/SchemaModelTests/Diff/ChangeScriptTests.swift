import SQLText
import SchemaModel
import Testing

/// The scripts that a user runs with a client of the database.
@Suite struct ChangeScriptTests {
    private func plan(_ old: String, _ new: String) throws -> SchemaChangePlan {
        var schemas = (Schema(.sqlite), Schema(.sqlite))
        schemas.0.tables = [try SQLiteDefinition.table(old)]
        schemas.1.tables = [try SQLiteDefinition.table(new)]
        return try SchemaChangePlan(from: schemas.0, to: schemas.1)
    }

    @Test func whatAlterTableCanDoLeavesForeignKeysAlone() throws {
        #expect(
            try plan("CREATE TABLE t (a INT)", "CREATE TABLE t (a INT, b INT)").script == """
                -- Stops at the first error, and then changes nothing: sqlite3 -bail DATABASE <THIS-FILE
                BEGIN;

                -- Adds the column b.
                ALTER TABLE t ADD COLUMN b INT;

                COMMIT;

                """)
    }

    @Test func aRebuildSaysWhatItDoesToValuesAndForeignKeys() throws {
        #expect(
            try plan("CREATE TABLE t (a INT)", "CREATE TABLE t (a INT NOT NULL DEFAULT 7)").script == """
                -- Stops at the first error, and then changes nothing: sqlite3 -bail DATABASE <THIS-FILE
                -- While foreign keys are on, DROP TABLE deletes what refers to the rows of the table, or fails.
                PRAGMA foreign_keys = OFF;
                BEGIN;

                -- Counts the rows that refer to nothing already: those are nobody's fault here.
                CREATE TEMP TABLE martlet_orphans (before, after, CONSTRAINT no_row_loses_its_parent CHECK (after <= before));
                INSERT INTO temp.martlet_orphans (before) SELECT count(*) FROM pragma_foreign_key_check;

                -- Makes the new form of t beside the old one.
                CREATE TABLE t_new (
                    a INT NOT NULL DEFAULT 7
                );

                -- Copies the rows of t. Rows with NULL in a get 7. [blocks writes, changes what is read, rewrites the table]
                INSERT INTO t_new (rowid, a)
                SELECT rowid, coalesce(a, 7)
                FROM t;

                -- Drops the old form of t.
                DROP TABLE t;

                -- Gives the new form the name t.
                ALTER TABLE t_new RENAME TO t;

                -- Prints the rows that refer to nothing, and fails if there are more of them now.
                PRAGMA foreign_key_check;
                UPDATE temp.martlet_orphans SET after = (SELECT count(*) FROM pragma_foreign_key_check);
                DROP TABLE temp.martlet_orphans;

                COMMIT;
                PRAGMA foreign_keys = ON;

                """)
    }

    @Test func nothingToDoIsNoScript() throws {
        #expect(try plan("CREATE TABLE t (a INT)", "CREATE TABLE t (a INT -- the a\n)").script.isEmpty)
    }
}
