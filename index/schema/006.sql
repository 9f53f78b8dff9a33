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
CREATE INDEX record_group ON record (source, kind);
