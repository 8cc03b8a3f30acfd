-- What a bucket of the item holds is one of octets, seconds and messages.
ALTER TABLE order_items ADD COLUMN seconds BIGINT;

ALTER TABLE order_items ADD COLUMN messages BIGINT;
