/** What is wrong with a run, for whoever has to find the cause: the violations, the conditions, how to have it again. */
import { tellConditions } from './conditions.ts'
import type { Simulation } from './simulate.ts'

/** Of one property; the first ones mostly say it. */
const toldMax = 3

export const tell = ({ seed, conditions, judgement }: Simulation): string =>
  [
    `seed ${seed}: ${tellConditions(conditions)}`,
    ...judgement.findings.flatMap(({ name, violations }) =>
      violations.slice(0, toldMax).map((says) => `  ${name}: ${says}`),
    ),
    `  Once more: npm run test:simulation -- --seed ${seed}`,
  ].join('\n')
