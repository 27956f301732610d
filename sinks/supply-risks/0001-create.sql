-- Derived from the schema of supply.risks by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS supply_risks
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When the need or readiness was first stated, UTC.' CODEC(Delta, ZSTD(1)),
    orderId String COMMENT 'Order number.' CODEC(ZSTD(1)),
    direction String COMMENT 'Material in or product out.' CODEC(ZSTD(1)),
    plant String COMMENT 'Plant.' CODEC(ZSTD(1)),
    cluster Nullable(String) COMMENT 'Cluster.',
    deadlineAt Nullable(DateTime64(3, 'UTC')) COMMENT 'When it is needed; of an export: cargo closing.' CODEC(Delta, ZSTD(1)),
    level String COMMENT 'OK: the ninetieth percentile fits; AT_RISK: only the median fits; LATE: the median misses.' CODEC(ZSTD(1)),
    reason Nullable(String) COMMENT 'Why the level is unknown: no-box, no-state, no-distribution, no-deadline.',
    container Nullable(String) COMMENT 'The box that decides: the worst of those the order is about.',
    boxes Int32 COMMENT 'How many boxes the order is about.',
    stage Nullable(String) COMMENT 'Where that box is.',
    stageAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Time of its last actual event.' CODEC(Delta, ZSTD(1)),
    stageEventId Nullable(String) COMMENT 'Id of its last actual event.',
    basis Array(String) COMMENT 'What the expectation is made of: the reference stages and the estimate used.' CODEC(ZSTD(1)),
    expectedP50At Nullable(DateTime64(3, 'UTC')) COMMENT 'Expected arrival, median.' CODEC(Delta, ZSTD(1)),
    expectedP90At Nullable(DateTime64(3, 'UTC')) COMMENT 'Expected arrival, ninetieth percentile.' CODEC(Delta, ZSTD(1)),
    slackMs Nullable(Int64) COMMENT 'Deadline less the median arrival, milliseconds, signed.',
    slackP90Ms Nullable(Int64) COMMENT 'Deadline less the ninetieth percentile, milliseconds, signed.',
    arrivedAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Actual arrival of the last box; null while open.' CODEC(Delta, ZSTD(1)),
    actualSlackMs Nullable(Int64) COMMENT 'Deadline less the actual arrival, milliseconds, signed.',
    outcome Nullable(String) COMMENT 'How it ended; null while open.',
    shortageAt Nullable(DateTime64(3, 'UTC')) COMMENT 'When the plant stated a shortage of material.' CODEC(Delta, ZSTD(1)),
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (orderId, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Whether what an order needs or ships comes in time, and whether it did.';

CREATE TABLE IF NOT EXISTS supply_risks_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When the need or readiness was first stated, UTC.' CODEC(Delta, ZSTD(1)),
    orderId String COMMENT 'Order number.' CODEC(ZSTD(1)),
    direction String COMMENT 'Material in or product out.' CODEC(ZSTD(1)),
    plant String COMMENT 'Plant.' CODEC(ZSTD(1)),
    cluster Nullable(String) COMMENT 'Cluster.',
    deadlineAt Nullable(DateTime64(3, 'UTC')) COMMENT 'When it is needed; of an export: cargo closing.' CODEC(Delta, ZSTD(1)),
    level String COMMENT 'OK: the ninetieth percentile fits; AT_RISK: only the median fits; LATE: the median misses.' CODEC(ZSTD(1)),
    reason Nullable(String) COMMENT 'Why the level is unknown: no-box, no-state, no-distribution, no-deadline.',
    container Nullable(String) COMMENT 'The box that decides: the worst of those the order is about.',
    boxes Int32 COMMENT 'How many boxes the order is about.',
    stage Nullable(String) COMMENT 'Where that box is.',
    stageAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Time of its last actual event.' CODEC(Delta, ZSTD(1)),
    stageEventId Nullable(String) COMMENT 'Id of its last actual event.',
    basis Array(String) COMMENT 'What the expectation is made of: the reference stages and the estimate used.' CODEC(ZSTD(1)),
    expectedP50At Nullable(DateTime64(3, 'UTC')) COMMENT 'Expected arrival, median.' CODEC(Delta, ZSTD(1)),
    expectedP90At Nullable(DateTime64(3, 'UTC')) COMMENT 'Expected arrival, ninetieth percentile.' CODEC(Delta, ZSTD(1)),
    slackMs Nullable(Int64) COMMENT 'Deadline less the median arrival, milliseconds, signed.',
    slackP90Ms Nullable(Int64) COMMENT 'Deadline less the ninetieth percentile, milliseconds, signed.',
    arrivedAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Actual arrival of the last box; null while open.' CODEC(Delta, ZSTD(1)),
    actualSlackMs Nullable(Int64) COMMENT 'Deadline less the actual arrival, milliseconds, signed.',
    outcome Nullable(String) COMMENT 'How it ended; null while open.',
    shortageAt Nullable(DateTime64(3, 'UTC')) COMMENT 'When the plant stated a shortage of material.' CODEC(Delta, ZSTD(1)),
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (orderId, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of supply_risks, kept for 90 days.';

CREATE OR REPLACE VIEW mart_supply_risks AS
SELECT
    id,
    eventTime,
    orderId,
    direction,
    plant,
    cluster,
    deadlineAt,
    level,
    reason,
    container,
    boxes,
    stage,
    stageAt,
    pseudonymOrNull(supply_risks.stageEventId) AS stageEventId,
    basis,
    expectedP50At,
    expectedP90At,
    slackMs,
    slackP90Ms,
    arrivedAt,
    actualSlackMs,
    outcome,
    shortageAt,
    arrayMap(cause -> martCause(cause), supply_risks.causes) AS causes,
    causeCount
FROM supply_risks FINAL
COMMENT 'Whether what an order needs or ships comes in time, and whether it did.';
