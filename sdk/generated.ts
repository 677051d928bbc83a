/** Made by `npm run sdk` from the description of the API. Do not edit. */

export type Organisation = { "id": string; "legalName": string; "country": string; "kinds": ("buyer" | "supplier" | "logistics" | "laboratory")[]; "verification": "unverified" | "pending" | "verified" | "rejected" | "suspended"; "createdAt": string; "updatedAt": string }

export type Page = { "next": string | null; "previous": string | null; "total"?: number | undefined }

export type Problem = { "type": string; "title": string; "status": number; "detail": string; "instance": string; "code": string; "traceId": string; "errors"?: ({ "pointer": string; "detail": string })[] | undefined; "facts"?: Record<string, unknown> | undefined }

export type Operations = {
  /** Read an organisation */
  getOrganisation: { params: { organisationId: string }; reply: Organisation }
  /** List organisations by verification state */
  listOrganisations: { query: { verification: "unverified" | "pending" | "verified" | "rejected" | "suspended"; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Organisation)[]; "page": Page } }
  /** Register an organisation */
  registerOrganisation: { body: { "legalName": string; "country": string; "kinds": ("buyer" | "supplier" | "logistics" | "laboratory")[] }; reply: Organisation }
}

export const operations = {
  getOrganisation: { method: 'GET', path: '/v1/organisations/{organisationId}' },
  listOrganisations: { method: 'GET', path: '/v1/organisations' },
  registerOrganisation: { method: 'POST', path: '/v1/organisations' },
} as const
