/** What every keeper of checkpoints promises. */
import { describe, expect, test } from 'vitest'
import type { Checkpoints } from './checkpoints.ts'

export type OpenedCheckpoints = {
  readonly checkpoints: Checkpoints
  /** The same notes, as another process finds them. */
  readonly reopen: () => Checkpoints
  /** Leaves half of a note at a trail's end, as a crash would. */
  readonly cutOff: (trail: string) => void
}

const all = async (checkpoints: Checkpoints, trail: string): Promise<string[]> => {
  const notes: string[] = []
  for await (const note of checkpoints.read(trail)) notes.push(note)
  return notes
}

export function checkpointsContract(name: string, open: () => OpenedCheckpoints): void {
  describe(`checkpoints: ${name}`, () => {
    test('a trail without notes has none', async () => {
      const { checkpoints } = open()
      expect(await all(checkpoints, 'org_1')).toEqual([])
      expect(await checkpoints.newest('org_1')).toBeUndefined()
    })

    test('notes are kept whole and in order, each trail’s by themselves', async () => {
      const { checkpoints, reopen } = open()
      const notes = ['one\n\n— key signature\n', 'two "quoted" \u2028\n', 'x'.repeat(5_000)]
      for (const note of notes) await checkpoints.append('org_1', note)
      await checkpoints.append('org_2', 'another')
      expect(await all(checkpoints, 'org_1')).toEqual(notes)
      expect(await all(reopen(), 'org_1')).toEqual(notes)
      expect(await reopen().newest('org_1')).toBe(notes.at(-1))
      expect(await reopen().newest('org_2')).toBe('another')
    })

    test('notes that are added at once are all there', async () => {
      const { checkpoints } = open()
      const notes = Array.from({ length: 50 }, (_, n) => `note ${n}`)
      await Promise.all(notes.map((note) => checkpoints.append('org_1', note)))
      expect(await all(checkpoints, 'org_1')).toEqual(notes)
    })

    test('what a crash cut off is left out, and spoils nothing that comes after it', async () => {
      const { checkpoints, cutOff } = open()
      await checkpoints.append('org_1', 'one')
      cutOff('org_1')
      expect(await all(checkpoints, 'org_1')).toEqual(['one'])
      expect(await checkpoints.newest('org_1')).toBe('one')
      await checkpoints.append('org_1', 'two')
      expect(await all(checkpoints, 'org_1')).toEqual(['one', 'two'])
    })

    test('what is no name is refused', async () => {
      const { checkpoints } = open()
      for (const trail of ['', '../up', 'Org', 'org/1', 'o'.repeat(65)]) {
        await expect(checkpoints.append(trail, 'note')).rejects.toThrow(RangeError)
        await expect(all(checkpoints, trail)).rejects.toThrow(RangeError)
        await expect(checkpoints.newest(trail)).rejects.toThrow(RangeError)
      }
    })
  })
}
