-- 1: an operator has given the line a quality of its own; 0: what it has bought decides, by the catalogue's policy.
ALTER TABLE subscribers ADD COLUMN has_own_quality BIGINT NOT NULL DEFAULT 0;

UPDATE subscribers SET has_own_quality = 1
    WHERE qci <> 9 OR allocation_retention_priority <> 8 OR uplink_bits_per_second <> 50000000 OR downlink_bits_per_second <> 150000000;

-- What the MME has been given of the subscriber, as a text to compare; null: it is not known whether it has the last one.
ALTER TABLE locations ADD COLUMN told TEXT;
