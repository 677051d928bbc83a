/** What audit trails promise on every store: each commit once, in order, whatever crashes; and nothing changed behind our back unseen. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../../../../test/support/eventually.ts'
import { createFolderCheckpoints } from '../../../infrastructure/checkpoints/folder-checkpoints.ts'
import type { Leases } from '../../../infrastructure/leases/leases.ts'
import { createMemoryLeases } from '../../../infrastructure/leases/memory-leases.ts'
import type { Collection } from '../../../infrastructure/store/documents.ts'
import type { Store, StoreReader } from '../../../infrastructure/store/store.ts'
import { commitOf, readLog, type OpenedStore } from '../../../infrastructure/store/store-under-test.ts'
import { readEntries } from '../reading/audit-entries-reader.ts'
import { tileWidth } from './audit-trail.ts'
import { auditCollections, readHead } from './audit-view.ts'
import { sha256, trailTools } from '../module.ts'
import { createProofReader } from '../reading/read-proofs.ts'
import { sealerName } from '../sealing/run-sealer.ts'
import { sealerOver, signer, verifyOver } from './trails-under-test.ts'
import type { Verification, VerifyAsked } from '../verification/verify-trail.ts'

/** What somebody may do who can write to the database and knows no secret. */
export type Tampering = {
  /** Changes what a commit says. */
  edit(commitId: string): Promise<void>
  remove(commitIds: readonly string[]): Promise<void>
  /** Puts a copy of a commit, under another id and of another stream, right behind it. */
  insertBehind(commitId: string, newCommitId: string): Promise<void>
  swap(one: string, other: string): Promise<void>
  /** Takes away all that was chained, and how far: it will be chained anew. */
  forgetTrails(): Promise<void>
}

export type TrailPlace = Omit<OpenedStore, 'alterSnapshots'> & {
  /** As another thread reads it. */
  openReader(): Promise<StoreReader>
  /** Lets somebody at the database, past the store. */
  tamper(deed: (tampering: Tampering) => Promise<void>): Promise<void>
}
export type OpenTrailPlace = (collections: readonly Collection<never>[]) => Promise<TrailPlace>

const total = 300
const idOf = (n: number): string => `cmt_${String(n).padStart(4, '0')}`
/** Two organisations, one of them in every third commit, and some commits that concern none. */
const organisationsOf = (n: number): readonly string[] => {
  if (n % 50 === 49) return []
  return n % 3 === 0 ? ['org_1', 'org_2'] : ['org_1']
}

export function auditTrailsContract(name: string, openPlace: OpenTrailPlace): void {
  const undo: (() => Promise<void> | void)[] = []
  afterEach(async () => {
    for (const one of undo.splice(0).reverse()) await one()
  })

  const openTrails = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fx-audit-'))
    undo.push(() => rmSync(folder, { recursive: true }))
    const place = await openPlace(auditCollections)
    undo.push(() => place.dispose())
    const reader = await place.openReader()
    undo.push(() => reader.close())
    const checkpoints = createFolderCheckpoints(folder)
    const append = async (store: Store, from: number, until: number): Promise<void> => {
      const numbers = Array.from({ length: until - from }, (_, n) => from + n)
      await Promise.all(
        numbers.map((n) =>
          store.append(commitOf(idOf(n), [['tally-a', n + 1]], { organisations: organisationsOf(n) }), []),
        ),
      )
    }
    /** Runs the sealer until all is chained and, unless told otherwise, signed. */
    const seal = async (
      store: Store,
      {
        isSigned = true,
        signEveryMs,
        leases = createMemoryLeases(),
      }: { readonly isSigned?: boolean; readonly signEveryMs?: number; readonly leases?: Leases } = {},
    ): Promise<void> => {
      const { documents } = store
      const sealer = sealerOver(
        { store, leases, checkpoints, failed: (error) => expect(error).toBeUndefined() },
        { paceMs: 1, signEveryMs: signEveryMs ?? (isSigned ? 5 : 60_000) },
      )
      const last = (await readLog(store)).at(-1)?.position
      sealer.start()
      await eventually(async () => {
        if ((await store.readCheckpoint(sealerName)) !== last) return undefined
        const head = await readHead(documents, 'org_1')
        return !isSigned || head?.signedSize === head?.size ? true : undefined
      })
      await sealer.stop()
    }
    const verify = (store: Store, organisationId = 'org_1', more: Partial<VerifyAsked> = {}): Promise<Verification> =>
      verifyOver({ store, reader, checkpoints }, organisationId, { width: tileWidth, ...more })
    return { place, checkpoints, append, seal, verify }
  }

  /** 300 commits, chained and signed in two parts; then somebody comes. */
  const tampered = async (deed: (tampering: Tampering) => Promise<void>, { isSealedAgain = false, more = 0 } = {}) => {
    const { place, append, seal, verify } = await openTrails()
    const { store } = place
    await append(store, 0, 100)
    await seal(store)
    await append(store, 100, total)
    await seal(store)
    expect(await verify(store)).toMatchObject({ flaw: null, size: 294, pending: 0 })
    await place.tamper(deed)
    const again = await place.reopen()
    if (isSealedAgain) {
      await append(again, total, total + more)
      await seal(again, { isSigned: false })
    }
    return { store: again, verify: (organisationId?: string) => verify(again, organisationId) }
  }
  /** The sequence of a commit in the trail of org_1, which has all but every fiftieth. */
  const sequenceOf = (n: number): number => n + 1 - Math.floor((n + 1) / 50)

  describe(`audit trails on ${name}`, () => {
    test('every commit has its entry, in the trails of all that took part, without a gap', async () => {
      const { place, append, seal, verify } = await openTrails()
      const { store } = place
      await append(store, 0, total)
      await seal(store)
      for (const organisationId of ['org_1', 'org_2', 'exchange']) {
        const own = [...Array(total).keys()].filter((n) => {
          const parties = organisationsOf(n)
          return organisationId === 'exchange' ? parties.length === 0 : parties.includes(organisationId)
        })
        const entries = {
          log: store,
          documents: store.documents,
          sha256,
          partiesOf: async () => [organisationId],
          actedFor: async () => true,
        }
        const page = await readEntries(entries, { organisationId, limit: 1_000 })
        expect(page.items.map(({ sequence }) => sequence)).toEqual(own.map((_, n) => n + 1))
        expect(page.items.map(({ commit }) => commit?.id)).toEqual(own.map(idOf))
        expect(await verify(store, organisationId)).toMatchObject({ flaw: null, size: own.length, pending: 0 })
      }
    })

    test('who begins anew, or comes after another, chains nothing twice', async () => {
      const { place, append, seal, verify } = await openTrails()
      let { store } = place
      await append(store, 0, 130)
      await seal(store)
      const before = await readHead(store.documents, 'org_1')
      // As after a crash between the trails and the reader's checkpoint.
      await store.writeCheckpoint(sealerName, '0'.repeat(16))
      store = await place.reopen()
      await seal(store)
      expect(await readHead(store.documents, 'org_1')).toEqual(before)
      const leases = createMemoryLeases()
      await append(store, 130, total)
      await Promise.all([seal(store, { leases }), seal(store, { leases })])
      expect(await verify(store)).toMatchObject({ flaw: null, size: sequenceOf(total - 2), pending: 0 })
    })

    test('each checkpoint is signed, and the trail is shown to begin with every one before', async () => {
      const { place, append, seal, checkpoints } = await openTrails()
      const { store } = place
      for (const [from, until] of [
        [0, 3],
        [3, 70],
        [70, 200],
      ] as const) {
        await append(store, from, until)
        await seal(store)
      }
      const signed = []
      for await (const note of checkpoints.read('org_1')) signed.push(signer.open(note)!)
      expect(signed.map(({ size }) => size)).toEqual([3, sequenceOf(69), sequenceOf(198)])
      const proofs = createProofReader(store.documents, trailTools.tree)
      const bytes = (root: string): Buffer => Buffer.from(root, 'base64')
      for (const [n, first] of signed.entries())
        for (const second of signed.slice(n)) {
          const proof = await proofs.consistency('org_1', first.size, second.size)
          const roots = { first: bytes(first.root), second: bytes(second.root) }
          expect(trailTools.tree.isConsistent(proof, roots)).toBe(true)
        }
    })

    test('who begins signs what others have chained and left, however soon it ends itself', async () => {
      const { place, append, seal, verify } = await openTrails()
      const { store } = place
      await append(store, 0, 30)
      await seal(store, { isSigned: false })
      await seal(store, { signEveryMs: 60_000 })
      const { flaw, checkpoints } = await verify(store)
      expect({ flaw, checkpoints }).toEqual({ flaw: null, checkpoints: { compared: 1, signedSize: sequenceOf(29) } })
    })

    test('an entry that is not chained yet is pending, not wrong', async () => {
      const { place, append, seal, verify } = await openTrails()
      const { store } = place
      await append(store, 0, 20)
      await seal(store)
      await append(store, 20, 25)
      await eventually(() => verify(store), { isThere: ({ pending }) => pending === 5 })
      expect((await verify(store)).flaw).toBeNull()
    })

    test('a verification that is given no more time goes on where it ended, and says what one in one go says', async () => {
      const { place, append, seal, verify } = await openTrails()
      const { store } = place
      for (const [from, until] of [
        [0, 100],
        [100, total],
      ] as const) {
        await append(store, from, until)
        await seal(store)
      }
      const whole = await verify(store)
      let found = await verify(store, 'org_1', { isTimeUp: () => true })
      const sizes = [found.size]
      while (found.next) {
        found = await verify(store, 'org_1', { isTimeUp: () => true, from: found.next })
        sizes.push(found.size)
      }
      expect(sizes.length).toBeGreaterThan(2)
      expect(found).toEqual(whole)
      // What was changed where it has been is no longer looked at; behind that, all is.
      const half = await verify(store, 'org_1', { isTimeUp: () => true })
      await place.tamper(({ edit }) => edit(idOf(290)))
      const again = await place.reopen()
      const rest = await verify(again, 'org_1', { from: half.next })
      expect(rest.flaw).toMatchObject({ sequence: sequenceOf(290), what: 'edited' })
    })

    test('an edit is named', async () => {
      const { verify } = await tampered(({ edit }) => edit(idOf(77)))
      expect((await verify()).flaw).toMatchObject({ sequence: sequenceOf(77), commitId: idOf(77), what: 'edited' })
    })

    test('a deletion is named, in the middle and at the end', async () => {
      const { verify } = await tampered(({ remove }) => remove([idOf(150), idOf(200)]))
      expect((await verify()).flaw).toMatchObject({ sequence: sequenceOf(150), what: 'missing' })
      const end = await tampered(({ remove }) => remove([idOf(298)]))
      expect((await end.verify()).flaw).toMatchObject({ sequence: sequenceOf(298), what: 'missing' })
    })

    test('an insertion is named, also before the sealer has seen it', async () => {
      const { verify } = await tampered(({ insertBehind }) => insertBehind(idOf(120), 'cmt_new'))
      const { flaw } = await verify()
      expect(flaw).toMatchObject({ sequence: sequenceOf(121), commitId: 'cmt_new' })
      expect(['inserted', 'edited']).toContain(flaw?.what)
    })

    test('a commit that was put at the end is chained as what it is: forged', async () => {
      const { verify } = await tampered(({ insertBehind }) => insertBehind(idOf(299), 'cmt_new'), {
        isSealedAgain: true,
      })
      expect((await verify('exchange')).flaw).toMatchObject({ commitId: 'cmt_new', what: 'forged' })
    })

    test('two commits that changed places are named by the first of them', async () => {
      const { verify } = await tampered(({ swap }) => swap(idOf(30), idOf(70)))
      expect((await verify()).flaw).toMatchObject({ sequence: sequenceOf(30), what: 'edited' })
    })

    test('an end that was cut off log and trail is told by the checkpoints', async () => {
      const gone = Array.from({ length: 30 }, (_, n) => idOf(270 + n))
      const { verify } = await tampered(
        async ({ remove, forgetTrails }) => {
          await remove(gone)
          await forgetTrails()
        },
        { isSealedAgain: true },
      )
      expect((await verify()).flaw).toMatchObject({ sequence: sequenceOf(269) + 1, what: 'truncated' })
    })

    test('a log whose trail was made anew to fit it is told by the first checkpoint that it does not fit', async () => {
      const { verify } = await tampered(
        async ({ remove, forgetTrails }) => {
          await remove([idOf(150)])
          await forgetTrails()
        },
        { isSealedAgain: true, more: 20 },
      )
      const range = { sequence: sequenceOf(98) + 1, until: sequenceOf(298) }
      expect((await verify()).flaw).toMatchObject({ ...range, what: 'rewritten' })
    })
  })
}
