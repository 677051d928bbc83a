/** The simulated store is one: what runs over it runs over a store that keeps the contract. */
import { createSealer } from '../../src/infrastructure/store/seal.ts'
import { storeContract } from '../../src/infrastructure/store/store.contract.ts'
import { sealingKey, type OpenStore } from '../../src/infrastructure/store/store-under-test.ts'
import { emptyDisk } from './disk.ts'
import { openSimulatedStore } from './simulated-store.ts'

const open: OpenStore = async ({ collections, writeDocumentsWithCommits = true, soleWriter = false }) => {
  const disk = emptyDisk()
  const openOn = () =>
    openSimulatedStore({
      disk,
      collections,
      soleWriter,
      sealer: createSealer(sealingKey),
      // A turn of the loop, as a disk gives: others come in between, and commits that arrive meanwhile share a batch.
      reach: () => new Promise(setImmediate),
      writesDocuments: () => writeDocumentsWithCommits,
    })
  let newest = openOn()
  return {
    store: newest,
    async reopen() {
      await newest.close()
      newest = openOn()
      return newest
    },
    async alterSnapshots() {
      for (const [slot, kept] of disk.snapshots)
        disk.snapshots.set(slot, { ...kept, body: kept.body.replaceAll('7', '8') })
    },
    dispose: () => newest.close(),
  }
}

storeContract('the simulated store', open)
