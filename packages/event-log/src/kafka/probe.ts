// Entries that only ask whether a topic is open.

/** They carry this header; nobody counts or copies them. */
export const PROBE = 'probe';
