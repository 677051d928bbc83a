/** The analytics service's one door. */
export { analyticsGroup } from './analytics-reactions.ts'
export { analyticsMigrations, untoldTables } from './analytics-tables.ts'
export { analyticsModule } from './module.ts'
export { analyticsProblems } from './problems.ts'
