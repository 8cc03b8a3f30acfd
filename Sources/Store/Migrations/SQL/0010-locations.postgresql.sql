CREATE FUNCTION refuse_older_sequence_number() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'sequence_number only grows' USING ERRCODE = '23514'; END $$;

CREATE TRIGGER subscribers_sequence_number_grows BEFORE UPDATE OF sequence_number ON subscribers FOR EACH ROW WHEN (NEW.sequence_number < OLD.sequence_number) EXECUTE FUNCTION refuse_older_sequence_number();
