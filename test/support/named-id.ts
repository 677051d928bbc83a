/** Ids that a test can tell apart: the same for the same short name, in the form of all others. */

/** @param name  of sixteen letters at most, where a route checks the form */
export const namedId = (prefix: string, name: string): string =>
  `${prefix}_${Buffer.from(name).toString('hex').padEnd(32, '0')}`
