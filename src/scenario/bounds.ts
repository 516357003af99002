/*
 * How much a scenario may ask for. Beyond these a run would take minutes or run out of memory, and the number is
 * nearly always a slip of the keyboard.
 */

/** Of a file, before it is read: 1 MiB. */
export const MAX_FILE_BYTES = 1_048_576;
/** Values in a file, aliases unfolded: an alias bomb runs into it. */
export const MAX_NODES = 200_000;
/** Maps and lists within each other. */
export const MAX_DEPTH = 32;
/** Problems told at once. */
export const MAX_DIAGNOSTICS = 20;

export const MAX_BROKERS = 100;
export const MAX_TOPICS = 1_000;
/** Of one topic. */
export const MAX_PARTITIONS = 10_000;
/** Of all topics together. */
export const MAX_ALL_PARTITIONS = 50_000;
export const MAX_CONSUMERS = 1_000;
export const MAX_PRODUCERS = 1_000;
export const MAX_WORKERS = 256;
export const MAX_RECORDS = 1_000_000;
export const MAX_RATE_PER_SECOND = 1_000_000;
export const MAX_STEPS = 10_000;
export const MAX_NAME_LENGTH = 249;
export const MAX_TEXT_LENGTH = 65_536;
/** 365 days. */
export const MAX_TIME_MS = 365 * 86_400_000;
/** The largest offset that a scenario may name. */
export const MAX_OFFSET = 1_000_000_000_000;
/** java.lang.Integer.MAX_VALUE */
export const MAX_INT = 2_147_483_647;
