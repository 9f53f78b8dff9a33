CREATE TABLE record (
    id           TEXT PRIMARY KEY,
    thing        TEXT NOT NULL,          -- shared by the language versions of one thing
    source       TEXT NOT NULL,
    kind         TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    first_seen   TEXT NOT NULL,
    last_seen    TEXT NOT NULL,
    last_changed TEXT NOT NULL,
    settled      TEXT NOT NULL DEFAULT ''  -- fingerprint of what topics and names were settled from
) STRICT;

CREATE TABLE merged (                     -- ids that were found to be another record
    id     TEXT PRIMARY KEY,
    record TEXT NOT NULL REFERENCES record (id)
) STRICT;

CREATE TABLE address (
    key           TEXT PRIMARY KEY,       -- scheme, www and closing slash left out
    address       TEXT NOT NULL,
    source        TEXT NOT NULL,
    record        TEXT REFERENCES record (id),
    role          TEXT,
    etag          TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT '',
    status        INTEGER NOT NULL DEFAULT 0,
    last_visit    TEXT,
    moved_to      TEXT NOT NULL DEFAULT '',  -- key of the address that this one redirects to
    reading       TEXT                    -- what the page said, as JSON of a Resource
) STRICT;
CREATE INDEX address_record ON address (record);

CREATE TABLE name (                       -- what a thing is called beside its addresses
    key    TEXT PRIMARY KEY,
    record TEXT NOT NULL REFERENCES record (id)
) STRICT;

CREATE TABLE link (
    record     TEXT NOT NULL REFERENCES record (id),
    position   INTEGER NOT NULL,
    target     TEXT NOT NULL,
    target_key TEXT NOT NULL,             -- joins address.key: the record behind it, once collected
    text       TEXT NOT NULL,
    passage    INTEGER,
    PRIMARY KEY (record, position)
) STRICT;
CREATE INDEX link_target ON link (target_key);

CREATE TABLE topic (
    record TEXT NOT NULL REFERENCES record (id),
    topic  TEXT NOT NULL,
    PRIMARY KEY (record, topic)
) STRICT;

CREATE TABLE municipality (
    record TEXT NOT NULL REFERENCES record (id),
    number TEXT NOT NULL,
    PRIMARY KEY (record, number)
) STRICT;

CREATE TABLE harvest (
    id       INTEGER PRIMARY KEY,
    started  TEXT NOT NULL,
    finished TEXT
) STRICT;

CREATE TABLE visit (
    id      INTEGER PRIMARY KEY,
    harvest INTEGER NOT NULL REFERENCES harvest (id),
    address TEXT NOT NULL,
    source  TEXT NOT NULL,
    at      TEXT NOT NULL,
    outcome TEXT NOT NULL,
    status  INTEGER NOT NULL,
    size    INTEGER NOT NULL,
    seconds REAL NOT NULL,
    reason  TEXT NOT NULL
) STRICT;
CREATE INDEX visit_address ON visit (address, at);
CREATE INDEX visit_harvest ON visit (harvest, source, outcome);
