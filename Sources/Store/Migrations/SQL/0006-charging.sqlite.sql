CREATE TRIGGER charging_journal_no_update BEFORE UPDATE ON charging_journal BEGIN SELECT RAISE(ABORT, 'charging_journal is append-only'); END;

CREATE TRIGGER charging_journal_no_delete BEFORE DELETE ON charging_journal BEGIN SELECT RAISE(ABORT, 'charging_journal is append-only'); END;

CREATE TRIGGER buckets_no_update BEFORE UPDATE ON buckets BEGIN SELECT RAISE(ABORT, 'buckets is append-only'); END;

CREATE TRIGGER buckets_no_delete BEFORE DELETE ON buckets BEGIN SELECT RAISE(ABORT, 'buckets is append-only'); END;
