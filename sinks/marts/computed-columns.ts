/**
 * What the columns are that marts reckon, and no table has: a view takes no comments on its columns. By name where it
 * means one thing in all marts, else by mart and name. Columns of tables are told by the fields of their topics.
 */
export const computedColumns: Readonly<Record<string, string>> = {
  terminal: 'Terminal.',
  terminalGroup: 'Roll-up group.',
  terminalName: 'Name of the terminal.',
  plantName: 'Name of the plant.',
  ageMs: 'How long the box has stood there, milliseconds.',
  ageDays: 'How long the box has stood there, days.',
  censored:
    'Whether it has been open for so long that it is in no mean: 30 days, 90 for an empty box.',
  now: 'Latest event time of any fact.',
  quarter: 'Quarter of an hour in which the segment was entered, begins.',
  truckKmh: 'Speed of the trucks, km/h.',
  boxes: 'Boxes aboard.',
  travelMsMedian: 'Median of the time over the segment, milliseconds.',
  travelMsP95: '95th percentile of the time over the segment, milliseconds.',
  coverage: 'Share of the traversals with a valid reading of the feed, 0 to 1.',
  snapshotKmh: 'Free flow of the road snapshot, km/h.',
  usualKmh: 'Median speed of trucks there at that hour of the week, km/h.',
  hourOfWeek: 'Hours since Monday 00:00, Asia/Shanghai.',
  explainedMs:
    'Of the time over the segment what the feed explains, milliseconds; null without a valid reading.',
  limitDelayMs: 'Delay against the posted limit, milliseconds.',
  thresholdDelayMs:
    'Delay against 60 % of the limit, 32.2 km/h at least, milliseconds; 15 minutes at most.',
  usualDelayMs: 'Delay against the usual speed of that hour of the week, milliseconds.',
  hourAt: 'The hour, begins.',
  latestEventTime: 'Latest event time that the source has stated: up to then it is complete.',
  latestRecordedAt: 'When the source recorded the latest of its facts.',
  latestIngestedAt: 'When Landbridge took in the latest of its facts.',
  cappedTurnMs: 'Turn time, no longer than the 99th percentile of its terminal, milliseconds.',
  capped: 'Whether the turn time was longer than that.',
  'mart_adherence.day': 'Day of the slot, Asia/Shanghai.',
  'mart_adherence.slotHourAt': 'Hour of the slot, begins.',
  'mart_adherence.appointments': 'Appointments that count: confirmed and not cancelled in time.',
  'mart_adherence.onTime': 'Of them those whose truck came within the tolerance.',
  'mart_adherence.early': 'Of them those whose truck came before it.',
  'mart_adherence.late': 'Of them those whose truck came after it.',
  'mart_adherence.noShow': 'Of them those whose truck did not come.',
  'mart_adherence.cancelledLate': 'Of them those that were given up less than 24 hours ahead.',
  'mart_adherence.adherence': 'Share on time of those that count, 0 to 1; null where none does.',
  'mart_appointments.counts':
    'Whether it is in the adherence: confirmed, not cancelled in time, and decided.',
  'mart_doubtful_sources.source': 'System that stated the fact.',
  'mart_gate_clocks.day': 'Day of the gate-ins, Asia/Shanghai.',
  'mart_gate_clocks.visits': 'Visits of that day of which both times are known.',
  'mart_gate_clocks.baselineMs':
    "Median of the gate's own 28 days before, milliseconds; null without such.",
  'mart_gate_clocks.driftMs': 'Offset of the day less the baseline, milliseconds.',
  'mart_gate_clocks.drifts': 'Whether it has drifted by more than two minutes.',
  'mart_incident_costs.segments': 'Road segments that it was valid on.',
  'mart_incident_costs.trips': 'Trips that were on them meanwhile.',
  'mart_incident_costs.trucks': 'Trucks that were on them meanwhile.',
  'mart_incident_costs.appointments': 'Next appointments of those trucks, within six hours.',
  'mart_incident_costs.lateAppointments': 'Of them those that the truck came late to.',
  'mart_pickup_readiness.queueMinutes':
    'Median queue at the terminal in the last two hours, minutes.',
  'mart_pickup_readiness.trucksQueueing': 'Trucks in the queue of the terminal.',
  'mart_pickup_readiness.wayMinutes':
    'Median of the trips from there to the cluster in the last day, else in 28 days, minutes.',
  'mart_plate_suspects.visitIn': 'Visit that has a gate-in and no gate-out, pseudonym.',
  'mart_plate_suspects.visitOut': 'Visit that has a gate-out and no gate-in, pseudonym.',
  'mart_plate_suspects.plateIn': 'Plate on the way in, pseudonym.',
  'mart_plate_suspects.plateOut': 'Plate on the way out, pseudonym.',
  'mart_plate_suspects.betweenMs': 'From the one to the other, milliseconds.',
  'mart_segment_quarters.trucks': 'Different trucks.',
  'mart_slot_quota.confirmedSlots': 'Confirmed slots of that hour.',
  'mart_slot_quota.pickups': 'Of them those to fetch a full box.',
  'mart_slot_quota.dropOffs': 'Of them those to bring a full box.',
  'mart_slot_quota.empties': 'Of them those to fetch or bring an empty box.',
  'mart_slot_trucks.minutesToSlot': 'Minutes until the slot begins.',
  'mart_slot_trucks.whereabouts': 'INSIDE the terminal, in a QUEUE, on the ROAD, or UNKNOWN.',
  'mart_slot_trucks.lastSeenAt': 'When it left the last road segment of its trip.',
  'mart_slot_trucks.heldUp':
    'Whether it is under way and traffic has cost it ten minutes or more on this trip.',
  'mart_truck_wave.slotQuota': 'Confirmed slots that begin in that hour.',
  'mart_truck_wave.slotPickups': 'Of them those to fetch a box.',
  'mart_truck_wave.slotDropOffs': 'Of them those to bring a box.',
  'mart_truck_wave.boxesDue':
    'Import boxes without a slot that are due out by the usual dwell of their terminal.',
  'mart_truck_wave.trucksExpected':
    'Trucks of confirmed slots that have not come, and one for each box that is due.',
  'mart_visits.state':
    'ENDED, OPEN, or CENSORED: without an end for more than twelve hours, and in no mean.',
};
