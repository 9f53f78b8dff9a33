CREATE TABLE repeated (                   -- by the pages of one kind of a source: index.repeated.Blocks
    source     TEXT NOT NULL,
    kind       TEXT NOT NULL,
    drawn_from TEXT NOT NULL,             -- version of the outline, and digest of all those pages
    blocks     TEXT NOT NULL,             -- as JSON
    PRIMARY KEY (source, kind)
) STRICT;
