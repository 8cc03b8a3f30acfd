CREATE TRIGGER charging_journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON charging_journal EXECUTE FUNCTION refuse_change();

CREATE TRIGGER buckets_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON buckets EXECUTE FUNCTION refuse_change();
