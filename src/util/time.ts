/**
 * Before any reading of any clock: "may be tried at once", "not yet". Clocks count from the start of the run and may
 * run behind it, so that 0 would not do. A small integer, so that the engine keeps it unboxed.
 */
export const LONG_AGO = -(2 ** 31);
