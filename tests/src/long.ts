/** Whether tests that take many minutes are wanted too. */
export const long = process.env.JIAGU_LONG_TESTS === '1';
