/** Who may see and change a product: pure. */
import type { KnownProduct, Product } from './product.ts'

/** Whose eyes: an organisation's members, or anybody's. */
export type Viewer = string | undefined

/** Whether everybody may see it. A discontinued product stays readable: old orders point to it. */
export const isPublic = (state: Pick<KnownProduct, 'status' | 'visibility'>): boolean =>
  state.status !== 'draft' && state.visibility.kind === 'public'

/** Drafts are their supplier's; private label is seen by its maker and, once published, its brand owner. */
export const maySee = (state: Pick<KnownProduct, 'status' | 'visibility' | 'supplierId'>, viewer: Viewer): boolean =>
  isPublic(state) ||
  (viewer !== undefined &&
    (viewer === state.supplierId ||
      (state.status !== 'draft' &&
        state.visibility.kind === 'private-label' &&
        state.visibility.brandOwnerId === viewer)))

/** Only the supplier changes its products. */
export const mayChange = (state: Product, organisationId: string): state is KnownProduct =>
  state.status !== 'absent' && state.supplierId === organisationId
