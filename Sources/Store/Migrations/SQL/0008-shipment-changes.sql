-- Who carries a sent shipment, and the number under which they follow it.
ALTER TABLE shipments ADD COLUMN carrier TEXT;

ALTER TABLE shipments ADD COLUMN tracking_number TEXT;

-- Each state that a shipment has been in, with who brought it there. Append-only.
CREATE TABLE shipment_changes (
    shipment_id TEXT NOT NULL REFERENCES shipments (id),
    state TEXT NOT NULL,
    actor TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (shipment_id, state)
);

INSERT INTO shipment_changes (shipment_id, state, actor, at) SELECT id, 'pending', 'system', created_at FROM shipments;

INSERT INTO shipment_changes (shipment_id, state, actor, at)
SELECT id, state, 'system', closed_at FROM shipments WHERE closed_at IS NOT NULL;

DROP INDEX shipments_state;

CREATE INDEX shipments_state ON shipments (brand_id, state, id);

CREATE INDEX shipments_order ON shipments (order_id);
