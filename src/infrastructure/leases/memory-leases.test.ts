/** The leases of one process, held to the contract. */
import { leasesContract } from './leases.contract.ts'
import { createMemoryLeases } from './memory-leases.ts'

leasesContract('memory', async () => {
  const leases = createMemoryLeases()
  return { processes: [leases, leases], dispose: leases.close }
})
