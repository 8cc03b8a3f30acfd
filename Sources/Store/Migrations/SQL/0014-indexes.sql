-- Look-ups that read their whole table.
CREATE INDEX groups_owner ON groups (owner_account_id);

CREATE INDEX test_card_payments_token ON test_card_payments (token);

CREATE INDEX number_assignments_line ON number_assignments (line_id);

CREATE INDEX mails_recipient ON mails (recipient);
