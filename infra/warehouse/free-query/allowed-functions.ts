/**
 * What a free query may call. A list of what is allowed, since a list of what is forbidden is out of date with the
 * next release: no function here reads a file, a table by name, a dictionary, the server or the network, or says
 * whom a pseudonym stands for. None of these names is a table function too.
 */
const SCALAR = words(`
  plus minus multiply divide intDiv intDivOrZero modulo moduloOrZero positiveModulo negate abs sign
  and or not xor equals notEquals less greater lessOrEquals greaterOrEquals isNotDistinctFrom isDistinctFrom
  between in notIn like ilike notLike notILike match exists
  if multiIf caseWithExpression caseWithoutExpression case transform
  isNull isNotNull ifNull nullIf coalesce assumeNotNull toNullable isNaN isFinite isInfinite
  least greatest round floor ceil ceiling trunc truncate roundBankers sqrt cbrt exp exp2 exp10 ln log log2 log10 pow power
  sin cos tan asin acos atan atan2 radians degrees pi e
  greatCircleDistance geoDistance greatCircleAngle
  cast toInt8 toInt16 toInt32 toInt64 toUInt8 toUInt16 toUInt32 toUInt64 toFloat32 toFloat64 toString toBool
  toInt32OrNull toInt64OrNull toFloat64OrNull toInt64OrZero toFloat64OrZero accurateCastOrNull toTypeName
  toDate toDate32 toDateTime toDateTime64 toDateOrNull toDateTimeOrNull toDateTime64OrNull
  parseDateTimeBestEffort parseDateTimeBestEffortOrNull parseDateTime64BestEffort parseDateTime64BestEffortOrNull
  toUnixTimestamp toUnixTimestamp64Milli fromUnixTimestamp64Milli fromUnixTimestamp
  toYear toQuarter toMonth toDayOfYear toDayOfMonth toDayOfWeek toWeek toISOWeek toHour toMinute toSecond toMillisecond
  toStartOfYear toStartOfQuarter toStartOfMonth toStartOfWeek toStartOfDay toStartOfHour toStartOfMinute toStartOfSecond
  toStartOfFiveMinutes toStartOfFiveMinute toStartOfTenMinutes toStartOfFifteenMinutes toStartOfInterval toMonday
  toYYYYMM toYYYYMMDD toTimeZone toTime toRelativeHourNum toRelativeDayNum toRelativeMinuteNum
  date_trunc dateTrunc date_diff dateDiff datediff timestampdiff age date_add dateAdd date_sub dateSub timestamp_add
  addYears addMonths addWeeks addDays addHours addMinutes addSeconds addMilliseconds
  subtractYears subtractMonths subtractWeeks subtractDays subtractHours subtractMinutes subtractSeconds
  toIntervalYear toIntervalMonth toIntervalWeek toIntervalDay toIntervalHour toIntervalMinute toIntervalSecond
  toIntervalMillisecond toIntervalQuarter formatDateTime dateName monthName now now64 today yesterday timeSlot
  formatReadableQuantity formatReadableTimeDelta formatReadableSize
  concat concatWithSeparator length lengthUTF8 char_length lower upper lowerUTF8 upperUTF8 substring substr
  substringUTF8 left right leftUTF8 rightUTF8 trim trimLeft trimRight trimBoth leftPad rightPad lpad rpad
  position positionCaseInsensitive startsWith endsWith replace replaceAll replaceOne replaceRegexpAll replaceRegexpOne
  extract extractAll splitByChar splitByString reverse empty notEmpty
  arrayElement arrayJoin array has hasAny hasAll indexOf arrayMap arrayFilter arrayCount arrayExists arrayAll
  arraySum arrayAvg arrayMin arrayMax arraySort arrayReverseSort arrayDistinct arrayUniq arrayConcat arraySlice
  arrayStringConcat arrayEnumerate arrayFirst arrayLast arrayZip arrayReverse arrayCompact arrayDifference arrayCumSum
  arrayPushBack arrayPushFront arrayFlatten range lambda
  tuple tupleElement untuple map mapKeys mapValues
  widthBucket grouping
  row_number rank dense_rank percent_rank cume_dist ntile lag lead lagInFrame leadInFrame first_value last_value nth_value
`);

const AGGREGATE = words(`
  count sum avg min max any anyLast first_value last_value argMin argMax
  uniq uniqExact uniqCombined uniqHLL12 median medianExact medianTDigest
  quantile quantiles quantileExact quantilesExact quantileTDigest quantilesTDigest quantileExactWeighted
  quantileTiming quantilesTiming quantileDeterministic
  stddevPop stddevSamp varPop varSamp covarPop covarSamp corr skewPop skewSamp kurtPop kurtSamp
  groupArray groupUniqArray groupArraySorted topK histogram sumMap minMap maxMap avgWeighted simpleLinearRegression
  groupBitAnd groupBitOr groupBitXor entropy deltaSum exponentialMovingAverage stddev_pop stddev_samp var_pop var_samp
`);

const COMBINATOR = /(?:if|ornull|ordefault|array|distinct|foreach)$/;

export function isAllowedFunction(name: string): boolean {
  let rest = name.toLowerCase();
  if (SCALAR.has(rest)) return true;
  while (!AGGREGATE.has(rest)) {
    const shorter = rest.replace(COMBINATOR, '');
    if (shorter === rest) return false;
    rest = shorter;
  }
  return true;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().toLowerCase().split(/\s+/));
}
