CREATE TABLE outline (                    -- what is asked of all records at once: index.outline
    record     TEXT PRIMARY KEY REFERENCES record (id) ON DELETE CASCADE,
    drawn_from TEXT NOT NULL,             -- version of the outline, and content_hash
    title      TEXT NOT NULL,             -- the stems of its words, in their order
    language   TEXT NOT NULL,
    key        TEXT NOT NULL,             -- of its own address
    versions   TEXT NOT NULL              -- addresses of its language versions, as JSON
) STRICT;

CREATE TABLE page_lines (                 -- arrays of index.repeated.PageLines
    record TEXT PRIMARY KEY REFERENCES record (id) ON DELETE CASCADE,
    ids    BLOB NOT NULL,
    sizes  BLOB NOT NULL,
    runs   BLOB NOT NULL
) STRICT;

CREATE TABLE told_apart (                 -- records of the same title that were found to be several
    kind   TEXT NOT NULL,
    title  TEXT NOT NULL,
    digest TEXT NOT NULL,                 -- of all that they were told apart by
    PRIMARY KEY (kind, title)
) STRICT;
CREATE INDEX record_group ON record (source, kind);

ALTER TABLE published ADD COLUMN own TEXT NOT NULL DEFAULT '';       -- fingerprint of the blocks left out
ALTER TABLE published ADD COLUMN digest TEXT NOT NULL DEFAULT '';    -- of content and links
ALTER TABLE published ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE published ADD COLUMN summary TEXT NOT NULL DEFAULT 'null';  -- JSON of a Summary
ALTER TABLE published_link ADD COLUMN heading TEXT NOT NULL DEFAULT '';  -- of its passage
ALTER TABLE published_link ADD COLUMN told INTEGER NOT NULL DEFAULT 0;   -- a recording is named by it

CREATE TABLE touched (                    -- records that may be other than they were published
    record TEXT PRIMARY KEY
) STRICT;
INSERT INTO touched SELECT id FROM record;

CREATE TRIGGER record_comes AFTER INSERT ON record BEGIN
    INSERT INTO touched SELECT NEW.id WHERE NEW.id NOT IN touched;
END;
CREATE TRIGGER record_changes AFTER UPDATE ON record BEGIN
    INSERT INTO touched SELECT NEW.id WHERE NEW.id NOT IN touched;
END;
CREATE TRIGGER address_comes AFTER INSERT ON address WHEN NEW.record IS NOT NULL BEGIN
    INSERT INTO touched SELECT NEW.record WHERE NEW.record NOT IN touched;
END;
CREATE TRIGGER address_changes AFTER UPDATE ON address WHEN NEW.record IS NOT NULL BEGIN
    INSERT INTO touched SELECT NEW.record WHERE NEW.record NOT IN touched;
END;
CREATE TRIGGER address_leaves AFTER UPDATE OF record ON address
WHEN OLD.record IS NOT NULL AND OLD.record IS NOT NEW.record BEGIN
    INSERT INTO touched SELECT OLD.record WHERE OLD.record NOT IN touched;
END;
CREATE TRIGGER address_goes AFTER DELETE ON address WHEN OLD.record IS NOT NULL BEGIN
    INSERT INTO touched SELECT OLD.record WHERE OLD.record NOT IN touched;
END;
CREATE TRIGGER link_comes AFTER INSERT ON link BEGIN
    INSERT INTO touched SELECT NEW.record WHERE NEW.record NOT IN touched;
END;
CREATE TRIGGER link_goes AFTER DELETE ON link BEGIN
    INSERT INTO touched SELECT OLD.record WHERE OLD.record NOT IN touched;
END;
CREATE TRIGGER topic_comes AFTER INSERT ON topic BEGIN
    INSERT INTO touched SELECT NEW.record WHERE NEW.record NOT IN touched;
END;
CREATE TRIGGER topic_changes AFTER UPDATE ON topic BEGIN
    INSERT INTO touched SELECT NEW.record WHERE NEW.record NOT IN touched;
END;
CREATE TRIGGER topic_goes AFTER DELETE ON topic BEGIN
    INSERT INTO touched SELECT OLD.record WHERE OLD.record NOT IN touched;
END;
CREATE TRIGGER municipality_comes AFTER INSERT ON municipality BEGIN
    INSERT INTO touched SELECT NEW.record WHERE NEW.record NOT IN touched;
END;
CREATE TRIGGER municipality_goes AFTER DELETE ON municipality BEGIN
    INSERT INTO touched SELECT OLD.record WHERE OLD.record NOT IN touched;
END;
CREATE TRIGGER audience_comes AFTER INSERT ON audience BEGIN
    INSERT INTO touched SELECT NEW.record WHERE NEW.record NOT IN touched;
END;
CREATE TRIGGER audience_goes AFTER DELETE ON audience BEGIN
    INSERT INTO touched SELECT OLD.record WHERE OLD.record NOT IN touched;
END;
CREATE TRIGGER history_comes AFTER INSERT ON history BEGIN
    INSERT INTO touched SELECT NEW.record WHERE NEW.record NOT IN touched;
END;
CREATE TRIGGER history_changes AFTER UPDATE ON history BEGIN
    INSERT INTO touched SELECT NEW.record WHERE NEW.record NOT IN touched;
END;
