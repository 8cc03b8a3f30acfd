CREATE TRIGGER order_changes_no_update BEFORE UPDATE ON order_changes BEGIN SELECT RAISE(ABORT, 'order_changes is append-only'); END;

CREATE TRIGGER order_changes_no_delete BEFORE DELETE ON order_changes BEGIN SELECT RAISE(ABORT, 'order_changes is append-only'); END;

CREATE TRIGGER order_items_no_update BEFORE UPDATE ON order_items BEGIN SELECT RAISE(ABORT, 'order_items is append-only'); END;

CREATE TRIGGER order_items_no_delete BEFORE DELETE ON order_items BEGIN SELECT RAISE(ABORT, 'order_items is append-only'); END;

CREATE TRIGGER order_grants_no_update BEFORE UPDATE ON order_grants BEGIN SELECT RAISE(ABORT, 'order_grants is append-only'); END;

CREATE TRIGGER order_grants_no_delete BEFORE DELETE ON order_grants BEGIN SELECT RAISE(ABORT, 'order_grants is append-only'); END;

CREATE TRIGGER payment_events_no_update BEFORE UPDATE ON payment_events BEGIN SELECT RAISE(ABORT, 'payment_events is append-only'); END;

CREATE TRIGGER payment_events_no_delete BEFORE DELETE ON payment_events BEGIN SELECT RAISE(ABORT, 'payment_events is append-only'); END;

CREATE TRIGGER refund_items_no_update BEFORE UPDATE ON refund_items BEGIN SELECT RAISE(ABORT, 'refund_items is append-only'); END;

CREATE TRIGGER refund_items_no_delete BEFORE DELETE ON refund_items BEGIN SELECT RAISE(ABORT, 'refund_items is append-only'); END;

CREATE TRIGGER invoices_no_update BEFORE UPDATE ON invoices BEGIN SELECT RAISE(ABORT, 'invoices is append-only'); END;

CREATE TRIGGER invoices_no_delete BEFORE DELETE ON invoices BEGIN SELECT RAISE(ABORT, 'invoices is append-only'); END;

CREATE TRIGGER invoice_lines_no_update BEFORE UPDATE ON invoice_lines BEGIN SELECT RAISE(ABORT, 'invoice_lines is append-only'); END;

CREATE TRIGGER invoice_lines_no_delete BEFORE DELETE ON invoice_lines BEGIN SELECT RAISE(ABORT, 'invoice_lines is append-only'); END;

CREATE TRIGGER ledger_transactions_no_update BEFORE UPDATE ON ledger_transactions BEGIN SELECT RAISE(ABORT, 'ledger_transactions is append-only'); END;

CREATE TRIGGER ledger_transactions_no_delete BEFORE DELETE ON ledger_transactions BEGIN SELECT RAISE(ABORT, 'ledger_transactions is append-only'); END;

CREATE TRIGGER ledger_entries_no_update BEFORE UPDATE ON ledger_entries BEGIN SELECT RAISE(ABORT, 'ledger_entries is append-only'); END;

CREATE TRIGGER ledger_entries_no_delete BEFORE DELETE ON ledger_entries BEGIN SELECT RAISE(ABORT, 'ledger_entries is append-only'); END;

CREATE TRIGGER token_transactions_no_update BEFORE UPDATE ON token_transactions BEGIN SELECT RAISE(ABORT, 'token_transactions is append-only'); END;

CREATE TRIGGER token_transactions_no_delete BEFORE DELETE ON token_transactions BEGIN SELECT RAISE(ABORT, 'token_transactions is append-only'); END;

CREATE TRIGGER token_entries_no_update BEFORE UPDATE ON token_entries BEGIN SELECT RAISE(ABORT, 'token_entries is append-only'); END;

CREATE TRIGGER token_entries_no_delete BEFORE DELETE ON token_entries BEGIN SELECT RAISE(ABORT, 'token_entries is append-only'); END;

CREATE TRIGGER rewards_no_update BEFORE UPDATE ON rewards BEGIN SELECT RAISE(ABORT, 'rewards is append-only'); END;

CREATE TRIGGER rewards_no_delete BEFORE DELETE ON rewards BEGIN SELECT RAISE(ABORT, 'rewards is append-only'); END;

CREATE TRIGGER reward_reversals_no_update BEFORE UPDATE ON reward_reversals BEGIN SELECT RAISE(ABORT, 'reward_reversals is append-only'); END;

CREATE TRIGGER reward_reversals_no_delete BEFORE DELETE ON reward_reversals BEGIN SELECT RAISE(ABORT, 'reward_reversals is append-only'); END;
