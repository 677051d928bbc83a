/** A product: drafted by its supplier, published to buyers, discontinued at last; each published specification is kept. */
import { canonicalJson } from '../../../kernel/canonical-json.ts'
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { confirm, openProposals, withdrawFree, type AllergenConfirmation } from '../allergens/allergen-confirmation.ts'
import type { AllergenDeclaration, AllergenProposal } from '../allergens/allergens.ts'
import { checkDetails, type ProductDetails, type Visibility } from './product-details.ts'

export type ProductStatus = 'draft' | 'published' | 'discontinued'

export type KnownProduct = {
  readonly status: ProductStatus
  readonly supplierId: string
  readonly sku: string
  readonly details: ProductDetails
  readonly visibility: Visibility
  /** What a person of the supplier has confirmed. */
  readonly allergens: AllergenDeclaration
  /** What the ingredients suggest and nobody has answered yet. */
  readonly allergenProposals: readonly AllergenProposal[]
  /** 1 until published; every change of the specification after that adds one. */
  readonly specVersion: number
  /** When this specification began to hold. */
  readonly specifiedAt: string
}
export type Product = { readonly status: 'absent' } | KnownProduct

export type ProductCommand =
  | {
      readonly type: 'draft'
      readonly at: string
      readonly supplierId: string
      readonly sku: string
      readonly details: ProductDetails
      readonly visibility: Visibility
      readonly proposals: readonly AllergenProposal[]
    }
  | {
      readonly type: 'describe'
      readonly at: string
      readonly details: ProductDetails
      readonly visibility: Visibility
      readonly proposals: readonly AllergenProposal[]
    }
  | {
      readonly type: 'confirm-allergens'
      readonly at: string
      /** The person who answers for it. */
      readonly by: string
      readonly confirmations: readonly AllergenConfirmation[]
    }
  | { readonly type: 'publish'; readonly at: string }
  | { readonly type: 'discontinue'; readonly at: string; readonly reason: string }

export type ProductEvent =
  | {
      readonly type: 'product/drafted'
      readonly at: string
      readonly supplierId: string
      readonly sku: string
      readonly details: ProductDetails
      readonly visibility: Visibility
      readonly allergenProposals: readonly AllergenProposal[]
    }
  | {
      readonly type: 'product/described'
      readonly at: string
      readonly details: ProductDetails
      readonly visibility: Visibility
      readonly allergens: AllergenDeclaration
      readonly allergenProposals: readonly AllergenProposal[]
      readonly specVersion: number
    }
  | {
      readonly type: 'product/allergens-confirmed'
      readonly at: string
      readonly by: string
      readonly allergens: AllergenDeclaration
      readonly allergenProposals: readonly AllergenProposal[]
      readonly specVersion: number
    }
  | { readonly type: 'product/published'; readonly at: string }
  | { readonly type: 'product/discontinued'; readonly at: string; readonly reason: string }

export const product: Decider<Product, ProductCommand, ProductEvent> = {
  initialState: { status: 'absent' },
  decide(command, state): Result<readonly ProductEvent[]> {
    if (command.type === 'draft')
      return state.status === 'absent' ? draft(command) : reject(alreadyDrafted(state.status))
    if (state.status === 'absent') return reject(unknownProduct)
    if (state.status === 'discontinued') return reject(discontinued)
    switch (command.type) {
      case 'describe':
        return describe(command, state)
      case 'confirm-allergens':
        return confirmAllergens(command, state)
      case 'publish':
        if (state.status === 'published') return reject(alreadyPublished)
        return accept([{ type: 'product/published', at: command.at }])
      case 'discontinue':
        return accept([{ type: 'product/discontinued', at: command.at, reason: command.reason }])
    }
  },
  evolve(state, event): Product {
    if (event.type === 'product/drafted') {
      const { type: _type, at, ...drafted } = event
      return { status: 'draft', ...drafted, allergens: {}, specVersion: 1, specifiedAt: at }
    }
    if (state.status === 'absent') return state
    switch (event.type) {
      case 'product/described':
      case 'product/allergens-confirmed': {
        const { specVersion, at, allergens, allergenProposals } = event
        const described = event.type === 'product/described' ? pickDescribed(event) : {}
        const specifiedAt = specVersion === state.specVersion && state.status !== 'draft' ? state.specifiedAt : at
        return { ...state, ...described, allergens, allergenProposals, specVersion, specifiedAt }
      }
      case 'product/published':
        return { ...state, status: 'published', specifiedAt: event.at }
      case 'product/discontinued':
        return { ...state, status: 'discontinued' }
    }
  },
}

const pickDescribed = ({ details, visibility }: Extract<ProductEvent, { type: 'product/described' }>) => ({
  details,
  visibility,
})

function draft(command: Extract<ProductCommand, { type: 'draft' }>): Result<readonly ProductEvent[]> {
  const { at, supplierId, sku, visibility, proposals } = command
  const details = checkDetails(command.details)
  if (!details.ok) return details
  return accept([
    { type: 'product/drafted', at, supplierId, sku, details: details.value, visibility, allergenProposals: proposals },
  ])
}

function describe(
  command: Extract<ProductCommand, { type: 'describe' }>,
  state: KnownProduct,
): Result<readonly ProductEvent[]> {
  const { at, visibility, proposals } = command
  const details = checkDetails(command.details)
  if (!details.ok) return details
  if (state.status === 'published' && !sameValue(visibility, state.visibility)) return reject(visibilityFixed)
  const recipeChanged = details.value.ingredients !== state.details.ingredients
  const allergens = recipeChanged ? withdrawFree(state.allergens) : state.allergens
  const allergenProposals = recipeChanged ? openProposals(proposals, allergens) : state.allergenProposals
  const specChanged = !sameValue(details.value, state.details)
  if (!specChanged && sameValue(visibility, state.visibility)) return accept([])
  const specVersion = nextVersion(state, specChanged)
  return accept([
    {
      type: 'product/described',
      at,
      details: details.value,
      visibility,
      allergens,
      allergenProposals,
      specVersion,
    },
  ])
}

function confirmAllergens(
  command: Extract<ProductCommand, { type: 'confirm-allergens' }>,
  state: KnownProduct,
): Result<readonly ProductEvent[]> {
  const { at, by } = command
  const confirmed = confirm(state.allergens, command.confirmations)
  if (!confirmed.ok) return confirmed
  const allergens = confirmed.value
  const answered = new Set(command.confirmations.map(({ allergen }) => allergen))
  const allergenProposals = state.allergenProposals.filter(({ allergen }) => !answered.has(allergen))
  const declarationChanged = !sameValue(allergens, state.allergens)
  if (!declarationChanged && allergenProposals.length === state.allergenProposals.length) return accept([])
  const specVersion = nextVersion(state, declarationChanged)
  return accept([{ type: 'product/allergens-confirmed', at, by, allergens, allergenProposals, specVersion }])
}

/** Nobody has bought a draft: it changes without a new version. */
const nextVersion = ({ status, specVersion }: KnownProduct, changed: boolean): number =>
  status === 'published' && changed ? specVersion + 1 : specVersion

const sameValue = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b)

export const unknownProduct: Rejection = {
  kind: 'not-found',
  code: 'product/unknown',
  detail: 'There is no such product, or it is not shown to you.',
}
/** What may still be asked of a product. */
const allowedIn = (status: ProductStatus): readonly ProductCommand['type'][] => {
  if (status === 'discontinued') return []
  return ['describe', 'confirm-allergens', ...(status === 'draft' ? (['publish'] as const) : []), 'discontinue']
}
const alreadyDrafted = (status: ProductStatus): Rejection => ({
  kind: 'conflict',
  code: 'product/already-drafted',
  detail: 'This product exists already.',
  facts: { status, allowed: allowedIn(status) },
})
const alreadyPublished: Rejection = {
  kind: 'conflict',
  code: 'product/already-published',
  detail: 'This product is published already.',
  facts: { status: 'published', allowed: allowedIn('published') },
}
const discontinued: Rejection = {
  kind: 'conflict',
  code: 'product/discontinued',
  detail: 'A discontinued product does not change any more. Draft a new one under another SKU.',
  facts: { status: 'discontinued', allowed: [] },
}
const visibilityFixed: Rejection = {
  kind: 'conflict',
  code: 'product/visibility-fixed',
  detail: 'Who may see a published product does not change: discontinue it and draft another.',
}
