CREATE TRIGGER line_transitions_no_update BEFORE UPDATE ON line_transitions BEGIN SELECT RAISE(ABORT, 'line_transitions is append-only'); END;

CREATE TRIGGER line_transitions_no_delete BEFORE DELETE ON line_transitions BEGIN SELECT RAISE(ABORT, 'line_transitions is append-only'); END;

CREATE TRIGGER sim_profiles_keep_their_line BEFORE UPDATE OF line_id ON sim_profiles WHEN OLD.line_id IS NOT NULL AND NEW.line_id IS NOT OLD.line_id BEGIN SELECT RAISE(ABORT, 'a SIM profile keeps its line'); END;
