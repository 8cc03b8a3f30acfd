-- Only a card that has paid is offered again.
CREATE INDEX payments_method ON payments (payment_method_id, id);
