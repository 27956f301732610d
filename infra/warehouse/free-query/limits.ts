/** Engine settings that bound a free query; names as the engine has them. */
export type FreeQueryLimits = {
  /** Seconds. */
  max_execution_time: number;
  max_result_rows: number;
  max_result_bytes: number;
  max_rows_to_read: number;
  max_bytes_to_read: number;
  max_memory_usage: number;
};

export const FREE_QUERY_LIMITS: FreeQueryLimits = {
  max_execution_time: 30,
  max_result_rows: 100_000,
  max_result_bytes: 64 << 20,
  max_rows_to_read: 500_000_000,
  max_bytes_to_read: 50_000_000_000,
  max_memory_usage: 400 << 20,
};

/** What a free query runs under, besides being read-only. */
export function guestSettings(limits: FreeQueryLimits): Readonly<Record<string, number>> {
  return {
    ...limits,
    max_threads: 2,
    timeout_before_checking_execution_speed: 0,
    do_not_merge_across_partitions_select_final: 1,
    output_format_json_quote_64bit_integers: 0,
  };
}
