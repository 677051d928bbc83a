import { expect, test } from 'vitest'
import { createProgress } from './progress-bar.ts'
import type { Shell } from './shell.ts'

/** A shell whose time stands still until it is moved on, and what was told in it. */
function watching(watched: boolean) {
  const told: string[] = []
  let now = 0
  const told_ = (text: string): void => void told.push(text)
  // A progress bar asks its shell for no more than this.
  const shell = { watched, columns: 80, tell: told_, retell: told_, now: () => now } as unknown as Shell
  return { shell, told, pass: (ms: number) => void (now += ms) }
}

test('where nobody watches, a line comes for each tenth and the last one for the end', () => {
  const { shell, told } = watching(false)
  const progress = createProgress(shell, 'importing')
  for (let done = 0; done <= 1_000; done += 10) progress.show(done, 1_000)
  progress.end()
  expect(told).toHaveLength(11)
  expect([told[0], told.at(-1)]).toEqual(['importing   0 % of 1.0 kB\n', 'importing 100 % of 1.0 kB\n'])
})

test('slow work is told of every five seconds, however little it moves, with how long it will take', () => {
  const { shell, told, pass } = watching(false)
  const progress = createProgress(shell, 'importing')
  for (let done = 0; done < 100; done += 1) {
    progress.show(1_000 + done, 10_000)
    pass(1_000)
  }
  expect(told.length).toBeGreaterThan(19)
  expect(told.at(-1)).toMatch(/importing +10 % of 10\.0 kB, \d+ s to go\n/)
})

test('where somebody watches, one line is drawn over, at most so often, and fits the terminal', () => {
  const { shell, told, pass } = watching(true)
  const progress = createProgress(shell, 'importing')
  for (let done = 0; done <= 100; done += 1) {
    progress.show(done, 100)
    pass(10)
  }
  progress.end()
  expect(told.length).toBeLessThan(20)
  expect(told.at(-1)).toBe('[##############################] importing 100 % of 0.1 kB\n')
  expect(told.every((line) => line.length <= 80)).toBe(true)
})

test('of work that is gone on with, the rate and the time to go are those of what is done now', () => {
  const { shell, told, pass } = watching(false)
  const progress = createProgress(shell, 'copying', 'commits')
  for (let done = 5_000; done <= 7_500; done += 250) {
    progress.show(done, 10_000)
    pass(1_000)
  }
  progress.end()
  expect(told[0]).toBe('copying  50 % of 10,000 commits\n')
  expect(told.at(-1)).toBe('copying  75 % of 10,000 commits, 250/s, 10 s to go\n')
})
