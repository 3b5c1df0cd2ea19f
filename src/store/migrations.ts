// The schema, as the ordered list of steps that lead to it; a step that was released is never edited.
import type { Database } from 'better-sqlite3'

/** Step n leads from `PRAGMA user_version` n to n + 1. Times are wall clock milliseconds since 1970. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE owner (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    pid INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE zones (
    origin       TEXT PRIMARY KEY,
    serial       INTEGER NOT NULL CHECK (serial BETWEEN 0 AND 4294967295),
    content_hash TEXT NOT NULL,
    loaded_at    INTEGER NOT NULL,
    file         TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Without a rowid the primary key is the table: half the size and half the writes of a table plus unique index.
  CREATE TABLE records (
    zone      TEXT NOT NULL REFERENCES zones (origin) ON DELETE CASCADE,
    name      TEXT NOT NULL,
    type      TEXT NOT NULL,
    data      TEXT NOT NULL,
    ttl       INTEGER NOT NULL,
    noted     INTEGER NOT NULL CHECK (noted IN (0, 1)),
    published INTEGER NOT NULL CHECK (published IN (0, 1)),
    PRIMARY KEY (zone, name, type, data),
    CHECK (noted OR published)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX records_noted ON records (zone) WHERE noted = 1;

  CREATE TABLE verdicts (
    target     TEXT PRIMARY KEY,
    state      TEXT NOT NULL CHECK (state IN ('up', 'down', 'unknown')),
    since      INTEGER NOT NULL,
    goods      INTEGER NOT NULL,
    bads       INTEGER NOT NULL,
    ending     TEXT,
    detail     TEXT,
    latency_ms REAL,
    probed_at  INTEGER
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE transitions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    at         INTEGER NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('verdict', 'override', 'reload')),
    target     TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state   TEXT NOT NULL,
    reason     TEXT NOT NULL,
    detail     TEXT NOT NULL
  ) STRICT;
  CREATE INDEX transitions_target ON transitions (target, id);
  CREATE TRIGGER transitions_keep BEFORE UPDATE ON transitions
    BEGIN SELECT raise(ABORT, 'a transition is never changed'); END;
  `,
  `
  CREATE TABLE overrides (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    target     TEXT NOT NULL,
    decree     TEXT NOT NULL CHECK (decree IN ('drain', 'force-down', 'force-up')),
    who        TEXT NOT NULL,
    why        TEXT NOT NULL CHECK (why <> ''),
    started_at INTEGER NOT NULL,
    ends_at    INTEGER,
    ended_at   INTEGER,
    ended_by   TEXT
  ) STRICT;
  CREATE INDEX overrides_open ON overrides (target) WHERE ended_at IS NULL;
  `,
  `
  -- The plain records of a large zone are written behind its first answer; until they are, the zone is not complete.
  ALTER TABLE zones ADD COLUMN complete INTEGER NOT NULL DEFAULT 1 CHECK (complete IN (0, 1));
  `,
  `
  CREATE TABLE zone_sources (
    zone         TEXT NOT NULL REFERENCES zones (origin) ON DELETE CASCADE,
    content_hash TEXT NOT NULL,
    part         INTEGER NOT NULL,
    parts        INTEGER NOT NULL,
    octets       BLOB NOT NULL,
    PRIMARY KEY (zone, content_hash, part)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- A target may be degraded, and held down; a CHECK is changed only with its table.
  CREATE TABLE verdicts_next (
    target     TEXT PRIMARY KEY,
    state      TEXT NOT NULL CHECK (state IN ('up', 'degraded', 'down', 'unknown')),
    since      INTEGER NOT NULL,
    goods      INTEGER NOT NULL,
    bads       INTEGER NOT NULL,
    ending     TEXT,
    detail     TEXT,
    latency_ms REAL,
    probed_at  INTEGER,
    slows      INTEGER,
    -- times of the changes that flap damping counts, with commas between; and its last hold
    changes    TEXT,
    held_from  INTEGER,
    held_until INTEGER
  ) STRICT, WITHOUT ROWID;
  INSERT INTO verdicts_next SELECT *, NULL, NULL, NULL, NULL FROM verdicts;
  DROP TABLE verdicts;
  ALTER TABLE verdicts_next RENAME TO verdicts;
  `,
  transitionsWith("kind IN ('verdict', 'override', 'reload', 'failback', 'doubt', 'maintenance')"),
  `
  CREATE TABLE standings (
    zone    TEXT NOT NULL REFERENCES zones (origin) ON DELETE CASCADE,
    pool    TEXT NOT NULL,
    classes TEXT NOT NULL,
    PRIMARY KEY (zone, pool)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE samples (
    target     TEXT NOT NULL,
    at         INTEGER NOT NULL,
    latency_ms REAL NOT NULL,
    ending     TEXT NOT NULL,
    PRIMARY KEY (target, at)
  ) STRICT, WITHOUT ROWID;
  `,
  transitionsWith(
    "kind IN ('verdict', 'override', 'reload', 'failback', 'doubt', 'maintenance', 'redundancy')",
  ),
  `
  CREATE TABLE tokens (
    name       TEXT PRIMARY KEY,
    digest     TEXT NOT NULL UNIQUE,
    scope      TEXT NOT NULL CHECK (scope IN ('read', 'operate')),
    who        TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    ends_at    INTEGER,
    used_at    INTEGER
  ) STRICT, WITHOUT ROWID;
  `,
  // For the last time: transition-kinds.ts alone says which kinds there are.
  transitionsWith("kind <> ''"),
  `
  -- When its end was noted in the history, which is done once.
  ALTER TABLE tokens ADD COLUMN ended_at INTEGER;
  `,
  `
  -- What a past instant is explained from: who ran when, which text was in service, what each pool answered. What began
  -- with a transition bears its id, so that all of them have one order whatever the clock was set to.
  CREATE TABLE runs (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    started_at INTEGER NOT NULL,
    alive_at   INTEGER NOT NULL,
    stopped_at INTEGER,
    settings   TEXT NOT NULL
  ) STRICT;

  CREATE TABLE answers (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    pool    TEXT NOT NULL,
    classes TEXT NOT NULL
  ) STRICT;
  CREATE INDEX answers_pool ON answers (pool, id);

  -- An empty content_hash: from then on the zone was not served.
  CREATE TABLE zone_periods (
    zone         TEXT NOT NULL,
    since        INTEGER NOT NULL,
    file         TEXT NOT NULL,
    serial       INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    PRIMARY KEY (zone, since)
  ) STRICT, WITHOUT ROWID;

  -- A text is a list of pieces, 16 octets of digest each; texts that differ in a line share all others.
  CREATE TABLE zone_texts (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    zone         TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    pieces       BLOB NOT NULL,
    UNIQUE (zone, content_hash)
  ) STRICT;
  CREATE TABLE zone_pieces (
    id     INTEGER PRIMARY KEY,
    zone   TEXT NOT NULL,
    digest BLOB NOT NULL,
    octets BLOB NOT NULL,
    UNIQUE (zone, digest)
  ) STRICT;
  `,
  `
  -- When a target was probed first, and when it passed last. Of those that are down this is not known any more: as good
  -- as when they fell, so that none is said to have been bad for longer than it has.
  ALTER TABLE verdicts ADD COLUMN first_at INTEGER;
  ALTER TABLE verdicts ADD COLUMN passed_at INTEGER;
  UPDATE verdicts SET first_at = CASE since WHEN 0 THEN probed_at ELSE since END,
    passed_at = CASE WHEN state IN ('up', 'degraded') THEN probed_at WHEN since > 0 THEN since END;
  `,
  `
  CREATE TABLE alert_cursor (
    one           INTEGER PRIMARY KEY CHECK (one = 1),
    transition_id INTEGER NOT NULL
  ) STRICT;

  -- The id is that of the transition with which it began.
  CREATE TABLE alerts (
    id           INTEGER PRIMARY KEY,
    key          TEXT NOT NULL,
    kind         TEXT NOT NULL,
    severity     TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
    target       TEXT NOT NULL,
    summary      TEXT NOT NULL,
    detail       TEXT NOT NULL,
    zones        TEXT NOT NULL,
    pools        TEXT NOT NULL,
    fired_at     INTEGER NOT NULL,
    resolved_at  INTEGER,
    resolved_why TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX alerts_firing ON alerts (key) WHERE resolved_at IS NULL;

  CREATE TABLE alerts_told (
    receiver TEXT NOT NULL,
    alert    INTEGER NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    thread   TEXT NOT NULL,
    told_at  INTEGER NOT NULL,
    over     INTEGER NOT NULL CHECK (over IN (0, 1)),
    PRIMARY KEY (receiver, alert)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX alerts_told_alert ON alerts_told (alert);

  -- The outbox: one for each receiver, until it is taken or given up.
  CREATE TABLE notifications (
    receiver TEXT PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    content  TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE receivers (
    receiver      TEXT PRIMARY KEY,
    delivered_at  INTEGER,
    failing_since INTEGER,
    problem       TEXT NOT NULL,
    given_up      INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- As JSON, what holds an alert back or did: see alert/hold.ts.
  ALTER TABLE alerts ADD COLUMN hold TEXT;
  `,
  `
  -- When the notification was given up; told again then: see alert/due.ts.
  ALTER TABLE alerts_told ADD COLUMN lost_at INTEGER;
  -- Until then the receiver has asked to be left alone.
  ALTER TABLE notifications ADD COLUMN not_before INTEGER;
  `,
]

/** The table with another CHECK of the kind. */
function transitionsWith(check: string): string {
  return `
  -- A CHECK cannot be changed in place; ids go on where they were.
  DROP TRIGGER transitions_keep;
  ALTER TABLE transitions RENAME TO transitions_before;
  DROP INDEX transitions_target;
  CREATE TABLE transitions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    at         INTEGER NOT NULL,
    kind       TEXT NOT NULL
               CHECK (${check}),
    target     TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state   TEXT NOT NULL,
    reason     TEXT NOT NULL,
    detail     TEXT NOT NULL
  ) STRICT;
  INSERT INTO transitions SELECT * FROM transitions_before;
  UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'transitions_before')
    WHERE name = 'transitions' AND EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'transitions_before');
  DROP TABLE transitions_before;
  CREATE INDEX transitions_target ON transitions (target, id);
  CREATE TRIGGER transitions_keep BEFORE UPDATE ON transitions
    BEGIN SELECT raise(ABORT, 'a transition is never changed'); END;
  `
}

/** Takes the database to the newest version, each step a transaction of its own; does nothing when it is there. */
export function migrate(db: Database, migrations: readonly string[] = MIGRATIONS): void {
  for (let version = versionOf(db); version < migrations.length; version++)
    db.transaction(() => {
      db.exec(migrations[version] ?? '')
      db.pragma(`user_version = ${version + 1}`)
    }).immediate()
}

export function versionOf(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number
}
