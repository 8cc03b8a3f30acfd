CREATE TRIGGER shipment_changes_no_update BEFORE UPDATE ON shipment_changes BEGIN SELECT RAISE(ABORT, 'shipment_changes is append-only'); END;

CREATE TRIGGER shipment_changes_no_delete BEFORE DELETE ON shipment_changes BEGIN SELECT RAISE(ABORT, 'shipment_changes is append-only'); END;
