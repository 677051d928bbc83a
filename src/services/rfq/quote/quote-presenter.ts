/** A quote as its two parties see it: the version that holds, and what became of each line. Who else won is not in it. */
import type { QuoteVersion } from './quote-details.ts'
import type { QuoteBody, QuoteVersionBody } from './quote-schemas.ts'
import { outcomeOf, presentVersion, quoteStatusAt } from './quote.ts'
import type { QuoteDocument } from './quote-view.ts'

/** No version where only the clock tells the status: it would not change with it. */
export function presentQuote(
  document: QuoteDocument,
  version: number,
  at: string,
): { readonly body: QuoteBody; readonly version?: number } {
  const { id, rfqId, buyerId, supplierId, accepted, createdAt, updatedAt } = document
  const status = quoteStatusAt(document, at)
  const { lines, ...terms } = shownVersion(presentVersion(document))
  const body: QuoteBody = {
    id,
    rfqId,
    buyerId,
    supplierId,
    status,
    ...terms,
    lines: lines.map((line) => {
      const portions = accepted.filter((portion) => portion.line === line.line)
      return {
        ...line,
        outcome: outcomeOf(document, line.line),
        ...(portions.length > 0 && {
          accepted: portions.map(({ quantity, unitPrice, orderId }) => ({ quantity, unitPrice, orderId })),
        }),
      }
    }),
    createdAt,
    updatedAt,
  }
  return status === 'expired' ? { body } : { body, version }
}

/** All versions, oldest first: what was offered is never unsaid. */
export const presentVersions = (document: QuoteDocument, at: string): readonly QuoteVersionBody[] =>
  document.versions.map((version, index) => ({
    ...shownVersion(version),
    status: index === document.versions.length - 1 ? quoteStatusAt(document, at) : 'superseded',
  }))

/** Without who in the supplier's house gave it. */
function shownVersion({ version, at, by: _by, ...content }: QuoteVersion): Omit<QuoteVersionBody, 'status'> {
  return {
    version,
    submittedAt: at,
    ...content,
    incoterm: content.incoterm as QuoteVersionBody['incoterm'],
    charges: content.charges.map((charge) => ({ ...charge })),
    lines: content.lines.map((line) => ({ ...line, breaks: line.breaks.map((each) => ({ ...each })) })),
  }
}
