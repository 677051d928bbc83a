/** The REST face of how an import reads its columns: shown while it runs, so that a wrong guess is seen in time. */
import { Type } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { Job, Jobs } from '../../../infrastructure/jobs/jobs.ts'
import type { Spool } from '../../../infrastructure/spool/spool.ts'
import { mappingOf, shownMapping, type ImportPayload } from './import-mapping.ts'
import { importKind } from './import-products.ts'

type Needs = { readonly jobs: Jobs; readonly spool: Spool }

const MappingBody = Type.Object(
  {
    columns: Type.Array(
      Type.Object({
        source: Type.String({ description: 'The column, as a JSON pointer into a row.' }),
        target: Type.Union([Type.String(), Type.Null()], { description: 'The field it feeds.' }),
        reason: Type.String({ description: 'Why, for whoever checks it.' }),
      }),
    ),
    constants: Type.Record(Type.String(), Type.String(), { description: 'What the override sets for every row.' }),
  },
  { title: 'ImportMapping' },
)

export const importMappingRoute = ({ jobs, spool }: Needs): Route =>
  route({
    method: 'GET',
    path: '/v1/jobs/{jobId}/mapping',
    operationId: 'getImportMapping',
    tag: 'Bulk',
    summary: 'How an import reads its columns',
    description: 'Guessed from the first rows, before any is taken; POST /v1/products/imports can overrule it.',
    access: { kind: 'member' },
    params: Type.Object({ jobId: Type.String({ pattern: '^job_[0-9a-f]{32}$' }) }),
    reply: MappingBody,
    refusals: ['import/no-mapping'],
    async handle({ params: { jobId }, caller }) {
      const { organisationId } = caller.acting
      const mapping = async (): Promise<object | undefined> => {
        const job = await jobs.get(jobId)
        if (job?.kind !== importKind || job.organisationId !== organisationId) throw new Rejected(noMapping)
        return mappingOfJob(job, spool)
      }
      // A short import ends, and removes its file, between the look at the job and the look at the file.
      const found = (await mapping()) ?? (await mapping())
      if (!found) throw new Rejected(noMapping)
      return { body: found }
    },
  })

async function mappingOfJob(job: Job, spool: Spool): Promise<object | undefined> {
  if (job.state === 'succeeded') return (job.result as { mapping?: object }).mapping
  const wanted = job.payload as unknown as ImportPayload
  const file = await spool.read(wanted.upload)
  return file && shownMapping(await mappingOf(file.bytes, wanted))
}

const noMapping: Rejection = {
  kind: 'not-found',
  code: 'import/no-mapping',
  detail: 'There is no mapping: no such import of yours, or its file is gone.',
}
