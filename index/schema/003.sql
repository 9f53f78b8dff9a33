ALTER TABLE record ADD COLUMN gone TEXT;                         -- since when no page of it stands
ALTER TABLE address ADD COLUMN mark TEXT NOT NULL DEFAULT '';    -- missing, gone, kept, unlisted
ALTER TABLE address ADD COLUMN since TEXT;                       -- of the mark
ALTER TABLE address ADD COLUMN why TEXT NOT NULL DEFAULT '';
ALTER TABLE address ADD COLUMN lesser TEXT;  -- what came last, where it says much less than reading
CREATE INDEX address_moved_to ON address (moved_to) WHERE moved_to != '';

CREATE TABLE published (                  -- records as the index was last built from them
    record  TEXT PRIMARY KEY,
    thing   TEXT NOT NULL,
    source  TEXT NOT NULL,
    content TEXT NOT NULL                 -- JSON of a Record
) STRICT;
CREATE INDEX published_source ON published (source);

CREATE TABLE published_link (
    record     TEXT NOT NULL,
    position   INTEGER NOT NULL,
    target     TEXT NOT NULL,
    target_key TEXT NOT NULL,
    text       TEXT NOT NULL,
    passage    INTEGER,
    PRIMARY KEY (record, position)
) STRICT;

CREATE TABLE optout (                     -- what is never asked for nor stored again
    key     TEXT PRIMARY KEY,             -- of an address, or a name of the same thing
    page    TEXT NOT NULL,                -- key of the address that was asked to be left out
    address TEXT,
    source  TEXT NOT NULL DEFAULT '',
    at      TEXT NOT NULL
) STRICT;
