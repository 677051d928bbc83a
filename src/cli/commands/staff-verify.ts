/** `fx staff verify`: platform staff's judgement of an organisation, from the command line. */
import { CliError, exitCodes } from '../cli-error.ts'
import { command, shared } from '../command.ts'
import { connect } from '../connect.ts'

const outcomes = ['verified', 'rejected', 'suspended'] as const
type Outcome = (typeof outcomes)[number]

export const staffVerify = command({
  name: 'staff verify',
  summary: 'Verify an organisation, or reject or suspend it',
  description: 'Only a verified organisation may trade. The reason is kept, and shown to the organisation.',
  arguments: [{ name: 'ORGANISATION', describe: 'Its id: see fx staff pending.' }],
  options: {
    outcome: { value: 'OUTCOME', default: 'verified', describe: `${outcomes.join(', ')}.` },
    reason: { value: 'TEXT', default: 'Papers seen.', describe: 'Why.' },
    url: shared.url,
    json: shared.json,
  },
  async run(shell, { options, arguments: [organisationId = ''] }) {
    const outcome = outcomes.find((one): one is Outcome => one === options.outcome)
    if (!outcome) throw new CliError(`--outcome is one of ${outcomes.join(', ')}.`, undefined, exitCodes.usage)
    const { client } = connect(shell, options.url, 'staff')
    const body = { outcome, reason: options.reason }
    const { data } = await client.decideVerification({ params: { organisationId }, body })
    shell.print(options.json ? `${JSON.stringify(data)}\n` : `${data.legalName} is ${data.verification}.\n`)
    return 0
  },
})
