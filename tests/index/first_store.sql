-- A store as the first version of this program wrote it: pages, a feed, a redirect, two harvests.
BEGIN TRANSACTION;
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
INSERT INTO "address" VALUES('veileder.example','https://www.veileder.example/','veileder',NULL,NULL,'','',200,'2026-03-10T11:00:00+00:00','',NULL);
INSERT INTO "address" VALUES('veileder.example/regnbed','https://www.veileder.example/regnbed','veileder','0650441945','canonical','"a1"','',200,'2026-03-17T11:00:00+00:00','','{"address":"https://www.veileder.example/regnbed","kind":"guidance","source":"veileder","publisher":"Veilederen","title":"Regnbed ved skolen","lead":"","language":"nb","passages":[{"text":"Regnbed holder vann tilbake i Bergen.","heading":"","anchor":"","page":null,"second":null}],"links":[{"target":"https://www.veileder.example/kurs","text":"kurset","passage":0}],"published":null,"modified":null,"step":null,"sector":"","keys":[],"versions":[],"event":null,"episode":null,"project":null,"grant":null,"example":null}');
INSERT INTO "address" VALUES('veileder.example/kurs','https://www.veileder.example/kurs','veileder','6630a4b64a','canonical','','',503,'2026-03-17T11:00:00+00:00','','{"address":"https://www.veileder.example/kurs","kind":"event","source":"veileder","publisher":"Veilederen","title":"Kurs om overvann","lead":"","language":"nb","passages":[],"links":[],"published":null,"modified":null,"step":null,"sector":"","keys":[],"versions":[],"event":{"periods":[{"first":"2026-05-06","last":"2026-05-06","starts":"09:00:00","ends":"11:00:00"}],"place":"","price":"","organiser":"","signup":"","recording":"","speakers":[]},"episode":null,"project":null,"grant":null,"example":null}');
INSERT INTO "address" VALUES('veileder.example/ulest','https://www.veileder.example/ulest','veileder',NULL,NULL,'','',0,NULL,'',NULL);
INSERT INTO "address" VALUES('veileder.example/en/rain','https://www.veileder.example/en/rain','veileder','e6f2242d85','canonical','','',200,'2026-03-10T11:00:00+00:00','','{"address":"https://www.veileder.example/en/rain","kind":"guidance","source":"veileder","publisher":"Veilederen","title":"Rain gardens","lead":"","language":"nb","passages":[{"text":"Rain gardens hold water back.","heading":"","anchor":"","page":null,"second":null}],"links":[],"published":null,"modified":null,"step":null,"sector":"","keys":[],"versions":["https://www.veileder.example/regnbed"],"event":null,"episode":null,"project":null,"grant":null,"example":null}');
INSERT INTO "address" VALUES('veileder.example/stotte','https://www.veileder.example/stotte','veileder','ea43cf9188','canonical','','',200,'2026-03-10T11:00:00+00:00','','{"address":"https://www.veileder.example/stotte","kind":"grant","source":"veileder","publisher":"Veilederen","title":"Støtte til regnbed","lead":"","language":"nb","passages":[],"links":[],"published":null,"modified":null,"step":null,"sector":"","keys":[],"versions":[],"event":null,"episode":null,"project":null,"grant":{"calls":[{"deadline":"2026-04-01","opens":null,"rolling":false}],"applicants":"","maximum":""},"example":null}');
INSERT INTO "address" VALUES('veileder.example/gammel','https://www.veileder.example/gammel','veileder','c46add57ad','canonical','','',200,'2026-03-17T11:00:00+00:00','','{"address":"https://www.veileder.example/gammel","kind":"guidance","source":"veileder","publisher":"Veilederen","title":"Sykkelveier","lead":"","language":"nb","passages":[{"text":"En side om sykkelveier og sykkelparkering.","heading":"","anchor":"","page":null,"second":null}],"links":[],"published":null,"modified":null,"step":null,"sector":"","keys":[],"versions":[],"event":null,"episode":null,"project":null,"grant":null,"example":null}');
INSERT INTO "address" VALUES('veileder.example/regnvann','https://www.veileder.example/regnvann','veileder','0650441945','redirects','','',301,'2026-03-10T11:00:00+00:00','veileder.example/regnbed',NULL);
INSERT INTO "address" VALUES('veileder.example/borte','https://www.veileder.example/borte','veileder',NULL,NULL,'','',404,'2026-03-10T11:00:00+00:00','',NULL);
INSERT INTO "address" VALUES('podkast.example/rss','https://podkast.example/rss','podkast',NULL,NULL,'','',200,'2026-03-10T11:00:00+00:00','',NULL);
INSERT INTO "address" VALUES('podkast.example/1','https://podkast.example/1','podkast','1ed1b8524b','canonical','','',0,NULL,'',NULL);
INSERT INTO "address" VALUES('https://podkast.example/rss#https://podkast.example/1','https://podkast.example/rss#https://podkast.example/1','podkast','1ed1b8524b','feed','','',0,'2026-03-10T11:00:00+00:00','','{"address":"https://podkast.example/1","kind":"episode","source":"podkast","publisher":"Veilederen","title":"Vann","lead":"","language":"nb","passages":[{"text":"En episode om vann.","heading":"","anchor":"","page":null,"second":null}],"links":[],"published":null,"modified":null,"step":null,"sector":"","keys":["audio:lyd.example/1.mp3"],"versions":[],"event":null,"episode":{"number":null,"duration":null,"audio":""},"project":null,"grant":null,"example":null}');
CREATE TABLE harvest (
    id       INTEGER PRIMARY KEY,
    started  TEXT NOT NULL,
    finished TEXT
) STRICT;
INSERT INTO "harvest" VALUES(1,'2026-03-10T11:00:00+00:00','2026-03-10T11:05:00+00:00');
INSERT INTO "harvest" VALUES(2,'2026-03-17T11:00:00+00:00',NULL);
CREATE TABLE link (
    record     TEXT NOT NULL REFERENCES record (id),
    position   INTEGER NOT NULL,
    target     TEXT NOT NULL,
    target_key TEXT NOT NULL,             -- joins address.key: the record behind it, once collected
    text       TEXT NOT NULL,
    passage    INTEGER,
    PRIMARY KEY (record, position)
) STRICT;
INSERT INTO "link" VALUES('0650441945',0,'https://www.veileder.example/kurs','veileder.example/kurs','kurset',0);
CREATE TABLE merged (                     -- ids that were found to be another record
    id     TEXT PRIMARY KEY,
    record TEXT NOT NULL REFERENCES record (id)
) STRICT;
CREATE TABLE municipality (
    record TEXT NOT NULL REFERENCES record (id),
    number TEXT NOT NULL,
    PRIMARY KEY (record, number)
) STRICT;
CREATE TABLE name (                       -- what a thing is called beside its addresses
    key    TEXT PRIMARY KEY,
    record TEXT NOT NULL REFERENCES record (id)
) STRICT;
INSERT INTO "name" VALUES('audio:lyd.example/1.mp3','1ed1b8524b');
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
INSERT INTO "record" VALUES('0650441945','0650441945','veileder','guidance','0d7c5ff825fcfa60270e54a18b1e701b','2026-03-10T11:00:00+00:00','2026-03-17T11:00:00+00:00','2026-03-10T11:00:00+00:00','');
INSERT INTO "record" VALUES('e6f2242d85','e6f2242d85','veileder','guidance','b915b8c4cdc5fa5cbb0183c930364307','2026-03-10T11:00:00+00:00','2026-03-10T11:00:00+00:00','2026-03-10T11:00:00+00:00','');
INSERT INTO "record" VALUES('6630a4b64a','6630a4b64a','veileder','event','b2d8e35ce262a272d49ae4ca5fad3e8b','2026-03-10T11:00:00+00:00','2026-03-10T11:00:00+00:00','2026-03-10T11:00:00+00:00','');
INSERT INTO "record" VALUES('ea43cf9188','ea43cf9188','veileder','grant','c455e9227c5434256b7228809dcbefea','2026-03-10T11:00:00+00:00','2026-03-10T11:00:00+00:00','2026-03-10T11:00:00+00:00','');
INSERT INTO "record" VALUES('c46add57ad','c46add57ad','veileder','guidance','9a886699a418c9118e31259178de626b','2026-03-10T11:00:00+00:00','2026-03-17T11:00:00+00:00','2026-03-17T11:00:00+00:00','');
INSERT INTO "record" VALUES('1ed1b8524b','1ed1b8524b','podkast','episode','3cd81ab3fa81b06128c8bb439f8850fb','2026-03-10T11:00:00+00:00','2026-03-10T11:00:00+00:00','2026-03-10T11:00:00+00:00','');
CREATE TABLE topic (
    record TEXT NOT NULL REFERENCES record (id),
    topic  TEXT NOT NULL,
    PRIMARY KEY (record, topic)
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
INSERT INTO "visit" VALUES(1,1,'https://www.veileder.example/','veileder','2026-03-10T11:00:00+00:00','listed',200,0,0.0,'');
INSERT INTO "visit" VALUES(2,1,'https://www.veileder.example/regnbed','veileder','2026-03-10T11:00:00+00:00','read',200,0,0.0,'');
INSERT INTO "visit" VALUES(3,1,'https://www.veileder.example/en/rain','veileder','2026-03-10T11:00:00+00:00','read',200,0,0.0,'');
INSERT INTO "visit" VALUES(4,1,'https://www.veileder.example/kurs','veileder','2026-03-10T11:00:00+00:00','read',200,0,0.0,'');
INSERT INTO "visit" VALUES(5,1,'https://www.veileder.example/stotte','veileder','2026-03-10T11:00:00+00:00','read',200,0,0.0,'');
INSERT INTO "visit" VALUES(6,1,'https://www.veileder.example/gammel','veileder','2026-03-10T11:00:00+00:00','read',200,0,0.0,'');
INSERT INTO "visit" VALUES(7,1,'https://www.veileder.example/regnvann','veileder','2026-03-10T11:00:00+00:00','moved',301,0,0.0,'');
INSERT INTO "visit" VALUES(8,1,'https://www.veileder.example/borte','veileder','2026-03-10T11:00:00+00:00','gone',404,0,0.0,'');
INSERT INTO "visit" VALUES(9,1,'https://podkast.example/rss','podkast','2026-03-10T11:00:00+00:00','listed',200,0,0.0,'');
INSERT INTO "visit" VALUES(10,2,'https://www.veileder.example/regnbed','veileder','2026-03-17T11:00:00+00:00','unchanged',304,0,0.0,'');
INSERT INTO "visit" VALUES(11,2,'https://www.veileder.example/gammel','veileder','2026-03-17T11:00:00+00:00','read',200,0,0.0,'');
INSERT INTO "visit" VALUES(12,2,'https://www.veileder.example/kurs','veileder','2026-03-17T11:00:00+00:00','failed',503,0,0.0,'HTTP 503');
CREATE INDEX address_record ON address (record);
CREATE INDEX link_target ON link (target_key);
CREATE INDEX visit_address ON visit (address, at);
CREATE INDEX visit_harvest ON visit (harvest, source, outcome);
PRAGMA user_version = 1;
COMMIT;
