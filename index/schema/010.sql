-- What is asked of all published records lies before their content, which then is not read.
ALTER TABLE published RENAME TO earlier;
DROP INDEX published_source;
CREATE TABLE published (                  -- records as the index was last built from them
    record  TEXT PRIMARY KEY,
    thing   TEXT NOT NULL,
    source  TEXT NOT NULL,
    kind    TEXT NOT NULL,
    own     TEXT NOT NULL,                -- fingerprint of the blocks left out
    digest  TEXT NOT NULL,                -- of content and links
    summary TEXT NOT NULL,                -- JSON of a Summary
    content TEXT NOT NULL                 -- JSON of a Record
) STRICT;
INSERT INTO published SELECT record, thing, source, kind, own, digest, summary, content FROM earlier;
DROP TABLE earlier;
CREATE INDEX published_source ON published (source);
CREATE INDEX address_lesser ON address (record) WHERE lesser IS NOT NULL;
CREATE INDEX address_timed ON address (key)  -- of what may be over: Store.past
    WHERE json_extract(reading, '$.event') IS NOT NULL
    OR json_extract(reading, '$.project') IS NOT NULL;
CREATE INDEX published_link_told ON published_link (record) WHERE told;
