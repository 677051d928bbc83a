/** All that a store promises: an adapter runs this, and nothing else, to be one. */
import { commitLogContract } from './commit-log.contract.ts'
import { documentsContract } from './documents.contract.ts'
import { executeContract } from './commands/execute.contract.ts'
import { fenceContract } from './fence.contract.ts'
import { projectorContract } from './projection/projector.contract.ts'
import { repeatKeysContract } from './repeat-keys.contract.ts'
import { repeatContract } from './repeat.contract.ts'
import { snapshotsContract } from './snapshots.contract.ts'
import type { OpenStore } from './store-under-test.ts'
import { upcastContract } from './upcast.contract.ts'

export function storeContract(name: string, open: OpenStore): void {
  commitLogContract(name, open)
  repeatKeysContract(name, open)
  documentsContract(name, open)
  executeContract(name, open)
  repeatContract(name, open)
  projectorContract(name, open)
  fenceContract(name, open)
  snapshotsContract(name, open)
  upcastContract(name, open)
}
