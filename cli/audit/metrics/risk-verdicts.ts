/** When boxes are expected, and what that means for what they are needed for, in SQL. */

const VERDICT =
  'Tuple(i UInt32, box String, level String, reason String, basis Array(String), p50 Nullable(Int64), p90 Nullable(Int64), severity UInt8, slack Int64)';
export const NO_VERDICT = `(0, '', 'UNKNOWN', '', [], NULL, NULL, 0, 0), '${VERDICT}'`;

/** From where on stages are added: the estimate, else the last actual event, of what still waits when its cargo is ready. */
const waits = "(order.outbound AND p.kind IN ('UNKNOWN', 'PICKED_UP'))";
const estimated = '(p.etaStage IS NOT NULL AND p.etaAt IS NOT NULL)';
const from = `CAST((multiIf(${estimated}, p.etaStage, p.kind),
  multiIf(${estimated}, p.etaAt, ${waits}, if(readyAt IS NULL OR p.stageAt IS NULL, coalesce(readyAt, p.stageAt), greatest(readyAt, p.stageAt)), p.kind = 'UNKNOWN', NULL, p.stageAt),
  if(${estimated}, [concat('ETA ', assumeNotNull(p.etaStage))], [])), 'Tuple(stage String, at Nullable(Int64), basis Array(String))')`;
const ahead = `if(order.outbound,
  multiIf(f.stage IN ('UNKNOWN', 'PICKED_UP'), ['STUFFING', 'ROAD', 'QUEUE'], f.stage = 'STUFFED', ['ROAD', 'QUEUE'], f.stage = 'GATED_IN', [], ['?']),
  multiIf(f.stage = 'IN_YARD', ['YARD', 'ROAD', 'DOCK'], f.stage = 'ON_ROAD', ['ROAD', 'DOCK'], f.stage = 'ARRIVED', [], ['?']))`;

/** The distribution for a stage: that of the terminal before that of the cluster, before that of the hour in Shanghai. */
const hour = "toHour(fromUnixTimestamp64Milli(assumeNotNull(a.p50), 'Asia/Shanghai'))";
const distribution = `arrayFirst(s -> s.stage = stage AND ifNull(s.facility = p.facility, s.facility IS NULL) AND ifNull(s.cluster = order.cluster, s.cluster IS NULL)
  AND ifNull(s.fromHour <= ${hour} AND ${hour} < s.toHour, true), stages)`;
const name = `arrayStringConcat(arrayFilter(word -> word != '', [s.stage, ifNull(s.facility, ''), ifNull(s.cluster, ''), ifNull(concat(toString(s.fromHour), '-', toString(s.toHour)), '')]), ' ')`;
const SUM = 'Tuple(known Bool, p50 Nullable(Int64), p90 Nullable(Int64), basis Array(String))';
const sum = `arrayFold((a, stage) -> if(NOT a.known, a, arrayMap(s -> if(s.stage = '', CAST((false, NULL, NULL, a.basis), '${SUM}'),
  CAST((true, a.p50 + s.p50Ms, a.p90 + s.p90Ms, arrayPushBack(a.basis, ${name})), '${SUM}')), [${distribution}])[1]), if(f.at IS NULL, [], ${ahead}), CAST((true, f.at, f.at, f.basis), '${SUM}'))`;

const deadline = 'if(order.outbound, b.closing, neededBy)';
const judged = `arrayMap(level -> CAST((b.i, b.box, level, multiIf(f.at IS NULL, 'no-state', NOT a.known, 'no-distribution', ${deadline} IS NULL, 'no-deadline', ''), a.basis, a.p50, a.p90,
  transform(level, ['OK', 'UNKNOWN', 'AT_RISK', 'LATE'], [0, 1, 2, 3], 0), ifNull(${deadline}, 0) - ifNull(a.p50, 0)), '${VERDICT}'),
  [multiIf(f.at IS NULL OR NOT a.known OR ${deadline} IS NULL, 'UNKNOWN', a.p90 <= ${deadline}, 'OK', a.p50 <= ${deadline}, 'AT_RISK', 'LATE')])[1]`;

/**
 * The verdict on each of these boxes, as it was with `said`, the `order`, its `neededBy` and `readyAt` of that time: the
 * medians and ninetieth percentiles of the stages ahead on top of where the box stood last.
 */
export function verdictsOf(boxes: string): string {
  return `arrayMap(b -> arrayMap(p -> arrayMap(f -> arrayMap(a -> ${judged}, [${sum}])[1], [${from}])[1], [said[b.i]])[1], ${boxes})`;
}
