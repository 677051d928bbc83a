/** Breaks no-undeclared-package: this tree's package.json does not name it. */
export { pino } from 'pino'
