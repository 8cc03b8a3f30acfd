CREATE TRIGGER line_transitions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON line_transitions EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_other_line() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a SIM profile keeps its line' USING ERRCODE = '23514'; END $$;

CREATE TRIGGER sim_profiles_keep_their_line BEFORE UPDATE OF line_id ON sim_profiles FOR EACH ROW WHEN (OLD.line_id IS NOT NULL AND NEW.line_id IS DISTINCT FROM OLD.line_id) EXECUTE FUNCTION refuse_other_line();
