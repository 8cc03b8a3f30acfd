CREATE TRIGGER shipment_changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON shipment_changes EXECUTE FUNCTION refuse_change();
