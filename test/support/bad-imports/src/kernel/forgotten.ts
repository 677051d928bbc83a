/** Breaks no-orphan. */
export const forgotten = true
