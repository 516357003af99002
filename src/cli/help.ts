/** What `cohort --help` begins with. */
export const EXAMPLES = `Examples:
  cohort run scenarios/crash-before-commit.yaml        play a scenario: what happened, was it right
  cohort run scenarios --seed 7                        play a directory, with drawn latencies
  cohort new my-first                                  write my-first.yaml, a scenario to begin with
  cohort why FILE orders-0@3                           why was this record processed twice, or never
  cohort describe FILE --group billing --at 5s         what kafka-consumer-groups prints at 5 s
  cohort fuzz --budget 30s --check at-least-once       search for a run that breaks it
  cohort records FILE --topic __consumer_offsets       what the group wrote down
`;

/** What it ends with. */
export const EXIT_CODES = `
Exit codes:
  0 all held   1 a check or expectation failed   2 bad usage or unreadable scenario
  3 undecided: something that must happen did not, or the limit came first
  4 not deterministic   70 a bug in cohort   130 interrupted
  Of several scenarios, 70 before 4 before 2 before 1 before 3.
`;
