/** Where goods change hands and who pays until then: the eleven rules of Incoterms 2020. */

export const incoterms = ['EXW', 'FCA', 'CPT', 'CIP', 'DAP', 'DPU', 'DDP', 'FAS', 'FOB', 'CFR', 'CIF'] as const
export type Incoterm = (typeof incoterms)[number]

/** Rules for the ship's side: what is in a container is handed over before it gets there. */
const shipSide: readonly Incoterm[] = ['FAS', 'FOB', 'CFR', 'CIF']

export type Warning = { readonly code: string; readonly detail: string }

/** What a careful forwarder would say of a rule. Source: ICC, Incoterms 2020, introduction to the sea rules. */
export const incotermWarnings = (incoterm: Incoterm, containers: boolean): readonly Warning[] =>
  containers && shipSide.includes(incoterm)
    ? [
        {
          code: 'price/incoterm-unfit-for-containers',
          detail: `${incoterm} is meant for goods put on board loose; for containers take ${replacement[incoterm] ?? 'FCA'}.`,
        },
      ]
    : []

const replacement: Partial<Record<Incoterm, Incoterm>> = { FAS: 'FCA', FOB: 'FCA', CFR: 'CPT', CIF: 'CIP' }
