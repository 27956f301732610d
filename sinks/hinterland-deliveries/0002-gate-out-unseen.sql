-- A delivery whose gate-out nobody saw has none.
ALTER TABLE hinterland_deliveries
    MODIFY COLUMN gateOutAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Gate-out full; null where nobody saw it.' CODEC(Delta, ZSTD(1)),
    COMMENT COLUMN eventTime 'Gate-out, else stripped, UTC.';

ALTER TABLE hinterland_deliveries_revisions
    MODIFY COLUMN gateOutAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Gate-out full; null where nobody saw it.' CODEC(Delta, ZSTD(1)),
    COMMENT COLUMN eventTime 'Gate-out, else stripped, UTC.';
