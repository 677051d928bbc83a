/** What every bench takes and gives. */

/** Tells whoever waits what is being done. */
export type Progress = (text: string) => void

/** One process with its data folder, or the same on the servers that the environment names. */
export const compositions = ['embedded', 'production'] as const
export type BenchComposition = (typeof compositions)[number]

export type BenchOptions = {
  readonly composition: BenchComposition
  readonly rounds: number
  readonly progress: Progress
  /** A folder that holds the market, or will; the user's cache without it. */
  readonly data?: string
}

export type BenchOutcome = {
  readonly ratio?: number
  readonly throughputRatio?: number
  readonly figures: Readonly<Record<string, unknown>>
  /** In the words of the table: what was measured, and whether that is what was asked. */
  readonly measured: string
  readonly passed: boolean
  /** What was warm, what was cold, on what it ran. */
  readonly remarks: readonly string[]
}

export type Bench = (options: BenchOptions) => Promise<BenchOutcome>

export const percent = (ratio: number): string => `${(ratio * 100).toFixed(ratio < 0.1 ? 2 : 1)} %`

/** Figures as a person reads them: three digits are what a noisy machine can vouch for. */
export const rounded = (figures: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value.toPrecision(4))]))

/**
 * What a figure is judged by: CPU time of the process where it does all the work, throughput where servers beside it
 * do part of it.
 */
export const judgedRatio = (
  composition: BenchComposition,
  { ratio, throughputRatio }: { readonly ratio: number; readonly throughputRatio: number },
): number => (composition === 'embedded' ? ratio : throughputRatio)

/** Of which two things a ratio is one. */
export const yardstickOf = (composition: BenchComposition): string =>
  composition === 'embedded' ? 'of bare node:http' : 'of the throughput of bare node:http'
