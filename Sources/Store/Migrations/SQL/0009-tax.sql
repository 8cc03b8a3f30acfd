-- The tax in the price of a unit, in minor units of the order's currency; name and rate (hundredths of a percent) as they were. Null: no tax.
ALTER TABLE order_items ADD COLUMN unit_tax BIGINT;

ALTER TABLE order_items ADD COLUMN tax_name TEXT;

ALTER TABLE order_items ADD COLUMN tax_basis_points BIGINT;

-- The tax in what a line amounts to.
ALTER TABLE invoice_lines ADD COLUMN tax BIGINT NOT NULL DEFAULT 0;
