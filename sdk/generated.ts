/** Made by `npm run sdk` from the description of the API. Do not edit. */

export type Account = { "id": string; "email": string; "name": string; "locale": string; "emailVerified": boolean; "createdAt": string }

export type ApiKey = { "id": string; "name": string; "role": "admin" | "buyer" | "seller" | "approver" | "quality" | "viewer"; "status": "active" | "revoked"; "issuedBy": string; "issuedAt": string; "expiresAt": string; "lastUsedOn": string | null; "clientSecret"?: string | undefined }

export type AppliedPrice = { "unitPrice": string; "currency": string; "incoterm": "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF"; "place": string; "priceListId": string; "priceListVersion": number; "rank": "customer" | "group" | "public"; "minimumQuantity": number; "increment": number; "leadTimeDays"?: number | undefined; "fromQuantity": number }

export type Availability = { "productId": string; "available": "yes" | "no" }

export type Certificate = { "id": string; "supplierId": string; "status": "claimed" | "verified" | "rejected" | "suspended" | "revoked"; "scheme": string; "number": string; "issuer": string; "scope": { "siteIds"?: (string)[] | undefined; "categories"?: (string)[] | undefined; "productIds"?: (string)[] | undefined; "exclusions"?: string | undefined }; "validFrom": string; "validTo": string; "documentUrl"?: string | undefined; "reason"?: string | undefined; "createdAt": string; "updatedAt": string }

export type CustomerGroup = { "id": string; "supplierId": string; "name": string; "organisationIds": (string)[]; "createdAt": string; "updatedAt": string }

export type Job = { "id": string; "kind": string; "state": "queued" | "running" | "succeeded" | "failed" | "cancelled"; "progress"?: { "done": number; "total"?: number | undefined } | undefined; "result"?: unknown | undefined; "error"?: { "code": string; "detail": string } | undefined; "attempt": number; "enqueuedAt": string; "startedAt"?: string | undefined; "finishedAt"?: string | undefined }

export type Lot = { "id": string; "ownerId": string; "productId": string; "code": string; "dateMark": "use-by" | "best-before" | "none"; "markedOn"?: string | undefined; "producedOn"?: string | undefined; "unit": "piece" | "gram" | "millilitre"; "catchWeight": boolean; "temperatureClass"?: "ambient" | "chilled" | "frozen" | undefined; "certificateOfAnalysis"?: { "reference": string; "issuedOn"?: string | undefined } | undefined; "status": "released" | "held" | "recalled"; "reason"?: string | undefined; "since": string; "createdAt": string; "updatedAt": string }

export type Me = { "id": string; "email": string; "name": string; "locale": string; "emailVerified": boolean; "createdAt": string; "memberships": ({ "organisationId": string; "legalName": string; "role": "owner" | "admin" | "buyer" | "seller" | "approver" | "quality" | "viewer" })[] }

export type MovedStock = { "productId": string; "positions": (StockPosition)[] }

export type Organisation = { "id": string; "legalName": string; "country": string; "kinds": ("buyer" | "supplier" | "logistics" | "laboratory")[]; "verification": "unverified" | "pending" | "verified" | "rejected" | "suspended"; "createdAt": string; "updatedAt": string }

export type Page = { "next": string | null; "previous": string | null; "total"?: number | undefined }

export type Price = { "priceListId": string; "productId": string; "supplierId": string; "isPublic": boolean; "breaks": ({ "from": number; "unitPrice": string })[]; "variants"?: ({ "incoterm": "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF"; "place": string; "breaks": ({ "from": number; "unitPrice": string })[] })[] | undefined; "minimumQuantity": number; "increment": number; "leadTimeDays"?: number | undefined; "version": number; "updatedAt": string }

export type PriceForQuantity = { "productId": string; "quantity": number; "unitPrice": string; "currency": string; "incoterm": "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF"; "place": string; "priceListId": string; "priceListVersion": number; "rank": "customer" | "group" | "public"; "minimumQuantity": number; "increment": number; "leadTimeDays"?: number | undefined; "fromQuantity": number; "orderable": boolean; "violation"?: { "code": string; "detail": string; "facts"?: Record<string, unknown> | undefined } | undefined }

export type PriceList = { "id": string; "supplierId": string; "status": "open" | "withdrawn"; "currency": string; "incoterm": "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF"; "place": string; "name": string; "audience": { "kind": "public" } | { "kind": "organisations"; "organisationIds": (string)[] } | { "kind": "group"; "groupId": string }; "validFrom": string; "validTo"?: string | undefined; "containers"?: boolean | undefined; "warnings": ({ "code": string; "detail": string })[]; "createdAt": string; "updatedAt": string }

export type Problem = { "type": string; "title": string; "status": number; "detail": string; "instance": string; "code": string; "traceId": string; "errors"?: ({ "pointer": string; "detail": string })[] | undefined; "facts"?: Record<string, unknown> | undefined }

export type Product = { "id": string; "supplierId": string; "sku": string; "status": "draft" | "published" | "discontinued"; "specVersion": number; "specifiedAt": string; "name": Record<string, string>; "description"?: Record<string, string> | undefined; "brand"?: string | undefined; "brandOwner"?: string | undefined; "category"?: string | undefined; "countryOfOrigin"?: string | undefined; "hsCode"?: string | undefined; "ingredients"?: string | undefined; "nutrition"?: { "energyKj"?: number | undefined; "energyKcal"?: number | undefined; "fat"?: number | undefined; "saturatedFat"?: number | undefined; "carbohydrate"?: number | undefined; "sugars"?: number | undefined; "fibre"?: number | undefined; "protein"?: number | undefined; "salt"?: number | undefined } | undefined; "storageTemperature"?: { "minCelsius": number; "maxCelsius": number } | undefined; "shelfLifeDays"?: number | undefined; "dateMark": "use-by" | "best-before" | "none"; "soldBy": "piece" | "kilogram" | "litre" | "catch-weight"; "drained"?: boolean | undefined; "unit"?: { "netWeightGrams"?: number | undefined; "drainedWeightGrams"?: number | undefined; "grossWeightGrams"?: number | undefined; "volumeCubicCentimetres"?: number | undefined } | undefined; "packaging"?: ({ "level": "case" | "layer" | "pallet" | "container-20" | "container-40"; "contains": number; "of": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40"; "netWeightGrams"?: number | undefined; "drainedWeightGrams"?: number | undefined; "grossWeightGrams"?: number | undefined; "volumeCubicCentimetres"?: number | undefined })[] | undefined; "gtins"?: { "base"?: string | undefined; "case"?: string | undefined; "layer"?: string | undefined; "pallet"?: string | undefined; "container-20"?: string | undefined; "container-40"?: string | undefined } | undefined; "productionSites"?: (string)[] | undefined; "allergens": { "gluten"?: "contains" | "may contain" | "free" | undefined; "gluten/wheat"?: "contains" | "may contain" | "free" | undefined; "gluten/rye"?: "contains" | "may contain" | "free" | undefined; "gluten/barley"?: "contains" | "may contain" | "free" | undefined; "gluten/oats"?: "contains" | "may contain" | "free" | undefined; "gluten/spelt"?: "contains" | "may contain" | "free" | undefined; "gluten/kamut"?: "contains" | "may contain" | "free" | undefined; "crustaceans"?: "contains" | "may contain" | "free" | undefined; "eggs"?: "contains" | "may contain" | "free" | undefined; "fish"?: "contains" | "may contain" | "free" | undefined; "peanuts"?: "contains" | "may contain" | "free" | undefined; "soybeans"?: "contains" | "may contain" | "free" | undefined; "milk"?: "contains" | "may contain" | "free" | undefined; "nuts"?: "contains" | "may contain" | "free" | undefined; "nuts/almond"?: "contains" | "may contain" | "free" | undefined; "nuts/hazelnut"?: "contains" | "may contain" | "free" | undefined; "nuts/walnut"?: "contains" | "may contain" | "free" | undefined; "nuts/cashew"?: "contains" | "may contain" | "free" | undefined; "nuts/pecan"?: "contains" | "may contain" | "free" | undefined; "nuts/brazil"?: "contains" | "may contain" | "free" | undefined; "nuts/pistachio"?: "contains" | "may contain" | "free" | undefined; "nuts/macadamia"?: "contains" | "may contain" | "free" | undefined; "celery"?: "contains" | "may contain" | "free" | undefined; "mustard"?: "contains" | "may contain" | "free" | undefined; "sesame"?: "contains" | "may contain" | "free" | undefined; "sulphites"?: "contains" | "may contain" | "free" | undefined; "lupin"?: "contains" | "may contain" | "free" | undefined; "molluscs"?: "contains" | "may contain" | "free" | undefined }; "allergenProposals": ({ "allergen": "gluten" | "gluten/wheat" | "gluten/rye" | "gluten/barley" | "gluten/oats" | "gluten/spelt" | "gluten/kamut" | "crustaceans" | "eggs" | "fish" | "peanuts" | "soybeans" | "milk" | "nuts" | "nuts/almond" | "nuts/hazelnut" | "nuts/walnut" | "nuts/cashew" | "nuts/pecan" | "nuts/brazil" | "nuts/pistachio" | "nuts/macadamia" | "celery" | "mustard" | "sesame" | "sulphites" | "lupin" | "molluscs"; "status": "contains" | "may contain"; "evidence": (string)[] })[]; "visibility": { "kind": "public" } | { "kind": "private-label"; "brandOwnerId": string }; "createdAt": string; "updatedAt": string }

export type ProductSummary = { "id": string; "supplierId": string; "sku": string; "status": "draft" | "published" | "discontinued"; "specVersion": number; "name": Record<string, string>; "brand"?: string | undefined; "category"?: string | undefined; "countryOfOrigin"?: string | undefined; "shelfLifeDays"?: number | undefined; "unit"?: { "netWeightGrams"?: number | undefined; "drainedWeightGrams"?: number | undefined; "grossWeightGrams"?: number | undefined; "volumeCubicCentimetres"?: number | undefined } | undefined; "gtins"?: { "base"?: string | undefined; "case"?: string | undefined; "layer"?: string | undefined; "pallet"?: string | undefined; "container-20"?: string | undefined; "container-40"?: string | undefined } | undefined; "soldBy": "piece" | "kilogram" | "litre" | "catch-weight"; "dateMark": "use-by" | "best-before" | "none"; "allergens": { "gluten"?: "contains" | "may contain" | "free" | undefined; "gluten/wheat"?: "contains" | "may contain" | "free" | undefined; "gluten/rye"?: "contains" | "may contain" | "free" | undefined; "gluten/barley"?: "contains" | "may contain" | "free" | undefined; "gluten/oats"?: "contains" | "may contain" | "free" | undefined; "gluten/spelt"?: "contains" | "may contain" | "free" | undefined; "gluten/kamut"?: "contains" | "may contain" | "free" | undefined; "crustaceans"?: "contains" | "may contain" | "free" | undefined; "eggs"?: "contains" | "may contain" | "free" | undefined; "fish"?: "contains" | "may contain" | "free" | undefined; "peanuts"?: "contains" | "may contain" | "free" | undefined; "soybeans"?: "contains" | "may contain" | "free" | undefined; "milk"?: "contains" | "may contain" | "free" | undefined; "nuts"?: "contains" | "may contain" | "free" | undefined; "nuts/almond"?: "contains" | "may contain" | "free" | undefined; "nuts/hazelnut"?: "contains" | "may contain" | "free" | undefined; "nuts/walnut"?: "contains" | "may contain" | "free" | undefined; "nuts/cashew"?: "contains" | "may contain" | "free" | undefined; "nuts/pecan"?: "contains" | "may contain" | "free" | undefined; "nuts/brazil"?: "contains" | "may contain" | "free" | undefined; "nuts/pistachio"?: "contains" | "may contain" | "free" | undefined; "nuts/macadamia"?: "contains" | "may contain" | "free" | undefined; "celery"?: "contains" | "may contain" | "free" | undefined; "mustard"?: "contains" | "may contain" | "free" | undefined; "sesame"?: "contains" | "may contain" | "free" | undefined; "sulphites"?: "contains" | "may contain" | "free" | undefined; "lupin"?: "contains" | "may contain" | "free" | undefined; "molluscs"?: "contains" | "may contain" | "free" | undefined }; "visibility": { "kind": "public" } | { "kind": "private-label"; "brandOwnerId": string }; "createdAt": string; "updatedAt": string; "price"?: AppliedPrice | undefined }

export type Reservation = { "id": string; "for": { "orderId": string; "deliveryId": string; "buyerId": string }; "arrival": string; "minimumRemainingLifeDays": number; "allowPastBestBefore": boolean; "siteId"?: string | undefined; "wanted": number; "reserved": number; "picked": number; "short": number; "portions": ({ "lotId": string; "siteId": string; "quantity": number; "picked": number; "grams"?: number | undefined })[]; "expiresAt"?: string | undefined }

export type Session = { "id": string; "openedAt": string; "refreshedAt": string; "expiresAt": string; "current": boolean }

export type SigningKeys = { "keys": (Record<string, string>)[] }

export type Staff = { "id": string; "email": string; "name": string; "status": "active" | "disabled"; "createdAt": string }

export type Stock = { "productId": string; "unit"?: "piece" | "gram" | "millilitre" | undefined; "lots": number; "onHand": number; "available": number; "reserved": number; "blocked": number; "grams"?: number | undefined; "soonest"?: string | undefined; "updatedAt": string; "positions"?: (StockPosition)[] | undefined }

export type StockMovement = { "id": string; "at": string; "type": string; "moves": ({ "lotId": string; "siteId": string; "available"?: number | undefined; "reserved"?: number | undefined; "held"?: number | undefined; "quarantined"?: number | undefined; "grams"?: number | undefined })[]; "reason"?: string | undefined; "note"?: string | undefined; "reference"?: string | undefined; "reservationId"?: string | undefined; "for"?: { "orderId": string; "deliveryId": string; "buyerId": string } | undefined }

export type StockPosition = { "lotId": string; "code": string; "status": "released" | "held" | "recalled"; "dateMark": "use-by" | "best-before" | "none"; "markedOn"?: string | undefined; "siteId": string; "unit": "piece" | "gram" | "millilitre"; "onHand": number; "available": number; "reserved": number; "blocked": number; "grams"?: number | undefined; "held": number; "quarantined": number }

export type Tokens = { "accessToken": string; "refreshToken"?: string | undefined; "tokenType": "Bearer"; "expiresIn": number }

export type Operations = {
  /** Add what was made or found, take off what was lost or used */
  adjustStock: { body: { "lotId": string; "siteId": string; "change": "add" | "remove"; "quantity": number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" }; "grams"?: number | undefined; "quarantined"?: boolean | undefined; "reason": "produced" | "found" | "correction" | "damaged" | "expired" | "waste" | "lost" | "sample" | "consumed"; "note"?: string | undefined }; reply: MovedStock }
  /** Amend a certificate that is not judged yet, or was rejected */
  amendCertificate: { params: { certificateId: string }; body: { "scheme": string; "number": string; "issuer": string; "scope": { "siteIds"?: (string)[] | undefined; "categories"?: (string)[] | undefined; "productIds"?: (string)[] | undefined; "exclusions"?: string | undefined }; "validFrom": string; "validTo": string; "documentUrl"?: string | undefined }; reply: Certificate }
  /** Complete what somebody is typing */
  autocompleteProducts: { query: { q: string; limit?: number | undefined }; reply: { "items": ({ "text": string })[] } }
  /** Cancel a job */
  cancelJob: { params: { jobId: string }; reply: Job }
  /** Say where a lot’s certificate of analysis is */
  certifyLot: { params: { lotId: string }; body: { "certificateOfAnalysis": { "reference": string; "issuedOn"?: string | undefined } }; reply: Lot }
  /** Change a customer group */
  changeCustomerGroup: { params: { customerGroupId: string }; body: { "name": string; "organisationIds": (string)[] }; reply: CustomerGroup }
  /** Change my password */
  changePassword: { body: { "currentPassword": string; "newPassword": string }; reply: undefined }
  /** Change a price list’s name, audience or validity */
  changePriceList: { params: { priceListId: string }; body: { "name": string; "audience": { "kind": "public" } | { "kind": "organisations"; "organisationIds": (string)[] } | { "kind": "group"; "groupId": string }; "validFrom": string; "validTo"?: string | undefined; "containers"?: boolean | undefined }; reply: PriceList }
  /** Change some of a product */
  changeProduct: { params: { productId: string }; body: { "name"?: Record<string, string> | undefined; "description"?: Record<string, string> | null | undefined; "brand"?: string | null | undefined; "brandOwner"?: string | null | undefined; "category"?: string | null | undefined; "countryOfOrigin"?: string | null | undefined; "hsCode"?: string | null | undefined; "ingredients"?: string | null | undefined; "nutrition"?: { "energyKj"?: number | undefined; "energyKcal"?: number | undefined; "fat"?: number | undefined; "saturatedFat"?: number | undefined; "carbohydrate"?: number | undefined; "sugars"?: number | undefined; "fibre"?: number | undefined; "protein"?: number | undefined; "salt"?: number | undefined } | null | undefined; "storageTemperature"?: { "minCelsius": number; "maxCelsius": number } | null | undefined; "shelfLifeDays"?: number | null | undefined; "dateMark"?: "use-by" | "best-before" | "none" | undefined; "soldBy"?: "piece" | "kilogram" | "litre" | "catch-weight" | undefined; "drained"?: boolean | null | undefined; "unit"?: { "netWeightGrams"?: number | undefined; "drainedWeightGrams"?: number | undefined; "grossWeightGrams"?: number | undefined; "volumeCubicCentimetres"?: number | undefined } | null | undefined; "packaging"?: ({ "level": "case" | "layer" | "pallet" | "container-20" | "container-40"; "contains": number; "of": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40"; "netWeightGrams"?: number | undefined; "drainedWeightGrams"?: number | undefined; "grossWeightGrams"?: number | undefined; "volumeCubicCentimetres"?: number | undefined })[] | null | undefined; "gtins"?: { "base"?: string | undefined; "case"?: string | undefined; "layer"?: string | undefined; "pallet"?: string | undefined; "container-20"?: string | undefined; "container-40"?: string | undefined } | null | undefined; "productionSites"?: (string)[] | null | undefined; "visibility"?: { "kind": "public" } | { "kind": "private-label"; "brandOwnerId": string } | undefined }; reply: Product }
  /** Claim a certificate */
  claimCertificate: { body: { "scheme": string; "number": string; "issuer": string; "scope": { "siteIds"?: (string)[] | undefined; "categories"?: (string)[] | undefined; "productIds"?: (string)[] | undefined; "exclusions"?: string | undefined }; "validFrom": string; "validTo": string; "documentUrl"?: string | undefined }; reply: Certificate }
  /** Clear goods that were quarantined, such as a refused delivery that came back */
  clearStock: { body: { "lotId": string; "siteId": string; "quantity": number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" }; "reason": string }; reply: MovedStock }
  /** Confirm what a product says of allergens */
  confirmAllergens: { params: { productId: string }; body: { "allergens": ({ "allergen": "gluten" | "gluten/wheat" | "gluten/rye" | "gluten/barley" | "gluten/oats" | "gluten/spelt" | "gluten/kamut" | "crustaceans" | "eggs" | "fish" | "peanuts" | "soybeans" | "milk" | "nuts" | "nuts/almond" | "nuts/hazelnut" | "nuts/walnut" | "nuts/cashew" | "nuts/pecan" | "nuts/brazil" | "nuts/pistachio" | "nuts/macadamia" | "celery" | "mustard" | "sesame" | "sulphites" | "lupin" | "molluscs"; "status": "contains" | "may contain" | "free" | "undeclared" })[] }; reply: Product }
  /** Open an account of platform staff */
  createStaff: { body: { "email": string; "password": string; "name": string; "locale"?: string | undefined }; reply: Staff }
  /** Cancel a job */
  deleteJob: { params: { jobId: string }; reply: Job }
  /** Disable an account of platform staff */
  disableStaff: { params: { staffId: string }; body: { "reason": string }; reply: undefined }
  /** Disable a user’s account */
  disableUser: { params: { userId: string }; body: { "reason": string }; reply: undefined }
  /** Discontinue a product */
  discontinueProduct: { params: { productId: string }; body: { "reason": string }; reply: Product }
  /** Draft a product */
  draftProduct: { body: { "sku": string; "name": Record<string, string>; "description"?: Record<string, string> | undefined; "brand"?: string | undefined; "brandOwner"?: string | undefined; "category"?: string | undefined; "countryOfOrigin"?: string | undefined; "hsCode"?: string | undefined; "ingredients"?: string | undefined; "nutrition"?: { "energyKj"?: number | undefined; "energyKcal"?: number | undefined; "fat"?: number | undefined; "saturatedFat"?: number | undefined; "carbohydrate"?: number | undefined; "sugars"?: number | undefined; "fibre"?: number | undefined; "protein"?: number | undefined; "salt"?: number | undefined } | undefined; "storageTemperature"?: { "minCelsius": number; "maxCelsius": number } | undefined; "shelfLifeDays"?: number | undefined; "dateMark"?: "use-by" | "best-before" | "none" | undefined; "soldBy"?: "piece" | "kilogram" | "litre" | "catch-weight" | undefined; "drained"?: boolean | undefined; "unit"?: { "netWeightGrams"?: number | undefined; "drainedWeightGrams"?: number | undefined; "grossWeightGrams"?: number | undefined; "volumeCubicCentimetres"?: number | undefined } | undefined; "packaging"?: ({ "level": "case" | "layer" | "pallet" | "container-20" | "container-40"; "contains": number; "of": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40"; "netWeightGrams"?: number | undefined; "drainedWeightGrams"?: number | undefined; "grossWeightGrams"?: number | undefined; "volumeCubicCentimetres"?: number | undefined })[] | undefined; "gtins"?: { "base"?: string | undefined; "case"?: string | undefined; "layer"?: string | undefined; "pallet"?: string | undefined; "container-20"?: string | undefined; "container-40"?: string | undefined } | undefined; "productionSites"?: (string)[] | undefined; "visibility"?: { "kind": "public" } | { "kind": "private-label"; "brandOwnerId": string } | undefined }; reply: Product }
  /** Enable a user’s account again */
  enableUser: { params: { userId: string }; reply: undefined }
  /** Export your products */
  exportProducts: { query?: { format?: "ndjson" | "csv" | undefined }; reply: undefined }
  /** Form a customer group */
  formCustomerGroup: { body: { "name": string; "organisationIds": (string)[] }; reply: CustomerGroup }
  /** Ask whether a product is in stock at its supplier */
  getAvailability: { query: { productId: string }; reply: Availability }
  /** Read a certificate */
  getCertificate: { params: { certificateId: string }; reply: Certificate }
  /** Read a customer group */
  getCustomerGroup: { params: { customerGroupId: string }; reply: CustomerGroup }
  /** Read a job */
  getJob: { params: { jobId: string }; reply: Job }
  /** What became of each row of an import */
  getJobReport: { params: { jobId: string }; reply: undefined }
  /** Read a lot */
  getLot: { params: { lotId: string }; reply: Lot }
  /** Who I am */
  getMe: { reply: Me }
  /** Read an organisation */
  getOrganisation: { params: { organisationId: string }; reply: Organisation }
  /** What you pay for a product at a quantity */
  getPrice: { query: { productId: string; quantity?: number | undefined; currency?: string | undefined; incoterm?: "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF" | undefined }; reply: PriceForQuantity }
  /** Read a price list */
  getPriceList: { params: { priceListId: string }; reply: PriceList }
  /** Read a product */
  getProduct: { params: { productId: string }; reply: Product }
  /** The public keys of access tokens */
  getSigningKeys: { reply: SigningKeys }
  /** Who I am, as staff */
  getStaffMe: { reply: Staff }
  /** Hold a lot */
  holdLot: { params: { lotId: string }; body: { "reason": string }; reply: Lot }
  /** Make an API key */
  issueApiKey: { params: { organisationId: string }; body: { "name": string; "role": "admin" | "buyer" | "seller" | "approver" | "quality" | "viewer"; "expiresAt"?: string | undefined }; reply: ApiKey }
  /** Get an access token */
  issueTokens: { body: { "grantType": "password" | "refresh_token" | "client_credentials"; "email"?: string | undefined; "password"?: string | undefined; "realm"?: "staff" | undefined; "refreshToken"?: string | undefined; "clientId"?: string | undefined; "clientSecret"?: string | undefined }; reply: Tokens }
  /** List the organisation’s API keys */
  listApiKeys: { params: { organisationId: string }; query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (ApiKey)[]; "page": Page } }
  /** The tree of categories */
  listCategories: { reply: { "items": ({ "id": string; "parent": string | null; "names": Record<string, string> })[] } }
  /** List certificates */
  listCertificates: { query?: { supplier?: string | undefined; status?: "claimed" | "verified" | "rejected" | "suspended" | "revoked" | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Certificate)[]; "page": Page } }
  /** The certificate schemes that are known */
  listCertificateSchemes: { reply: { "items": ({ "id": string; "name": string; "scope": "site" | "product"; "mustCover": "production" | "sale" })[] } }
  /** List your customer groups */
  listCustomerGroups: { query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (CustomerGroup)[]; "page": Page } }
  /** List your organisation’s jobs, the newest first */
  listJobs: { query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Job)[]; "page": Page } }
  /** List lots */
  listLots: { query?: { productId?: string | undefined; status?: "released" | "held" | "recalled" | undefined; code?: string | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Lot)[]; "page": Page } }
  /** List organisations by verification state */
  listOrganisations: { query: { verification: "unverified" | "pending" | "verified" | "rejected" | "suspended"; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Organisation)[]; "page": Page } }
  /** List price lists */
  listPriceLists: { query?: { as?: "supplier" | "buyer" | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (PriceList)[]; "page": Page } }
  /** List a price list’s prices */
  listPrices: { params: { priceListId: string }; query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Price)[]; "page": Page } }
  /** Search the catalogue */
  listProducts: { query?: { q?: string | undefined; category?: (string)[] | undefined; brand?: (string)[] | undefined; country?: (string)[] | undefined; supplier?: (string)[] | undefined; allergenFree?: ("gluten" | "gluten/wheat" | "gluten/rye" | "gluten/barley" | "gluten/oats" | "gluten/spelt" | "gluten/kamut" | "crustaceans" | "eggs" | "fish" | "peanuts" | "soybeans" | "milk" | "nuts" | "nuts/almond" | "nuts/hazelnut" | "nuts/walnut" | "nuts/cashew" | "nuts/pecan" | "nuts/brazil" | "nuts/pistachio" | "nuts/macadamia" | "celery" | "mustard" | "sesame" | "sulphites" | "lupin" | "molluscs")[] | undefined; certificate?: (string)[] | undefined; minShelfLifeDays?: number | undefined; status?: ("published" | "draft")[] | undefined; sort?: "relevance" | "name" | "newest" | undefined; facets?: ("category" | "brand" | "country" | "supplier" | "certificate" | "allergenFree" | "status")[] | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (ProductSummary)[]; "page": Page } }
  /** List the reservations of a product that are not over */
  listReservations: { query: { productId: string; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Reservation)[]; "page": Page } }
  /** List your sessions */
  listSessions: { query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Session)[]; "page": Page } }
  /** Products like this one */
  listSimilarProducts: { params: { productId: string }; query?: { limit?: number | undefined }; reply: { "items": (ProductSummary)[] } }
  /** List your stock, a product an item */
  listStock: { query?: { productId?: string | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Stock)[]; "page": Page } }
  /** Read a product’s stock ledger, the newest entry first */
  listStockMovements: { query: { productId: string; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (StockMovement)[]; "page": Page } }
  /** List the positions of a product: lot by lot and site by site, first expired first */
  listStockPositions: { query: { productId: string; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (StockPosition)[]; "page": Page } }
  /** Open a price list */
  openPriceList: { body: { "currency": string; "incoterm": "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF"; "place": string; "name": string; "audience": { "kind": "public" } | { "kind": "organisations"; "organisationIds": (string)[] } | { "kind": "group"; "groupId": string }; "validFrom": string; "validTo"?: string | undefined; "containers"?: boolean | undefined }; reply: PriceList }
  /** Publish a product */
  publishProduct: { params: { productId: string }; reply: Product }
  /** Block goods for themselves, whatever their lot: damaged, or to be inspected */
  quarantineStock: { body: { "lotId": string; "siteId": string; "quantity": number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" }; "reason": string }; reply: MovedStock }
  /** Recall a lot */
  recallLot: { params: { lotId: string }; body: { "reason": string }; reply: Lot }
  /** Open an account */
  registerAccount: { body: { "email": string; "password": string; "name": string; "locale"?: string | undefined }; reply: Account }
  /** Register a lot and take it into stock */
  registerLot: { body: { "productId": string; "code": string; "producedOn"?: string | undefined; "markedOn"?: string | undefined; "siteId": string; "quantity": number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" }; "grams"?: number | undefined; "temperatureClass"?: "ambient" | "chilled" | "frozen" | undefined; "certificateOfAnalysis"?: { "reference": string; "issuedOn"?: string | undefined } | undefined; "held"?: { "reason": string } | undefined }; reply: Lot }
  /** Register an organisation */
  registerOrganisation: { body: { "legalName": string; "country": string; "kinds": ("buyer" | "supplier" | "logistics" | "laboratory")[] }; reply: Organisation }
  /** Reject a certificate */
  rejectCertificate: { params: { certificateId: string }; body: { "reason": string }; reply: Certificate }
  /** Release a held lot */
  releaseLot: { params: { lotId: string }; body: { "reason": string }; reply: Lot }
  /** Remove one price */
  removePrice: { params: { priceListId: string; productId: string }; reply: undefined }
  /** Describe a product anew */
  replaceProduct: { params: { productId: string }; body: { "name": Record<string, string>; "description"?: Record<string, string> | undefined; "brand"?: string | undefined; "brandOwner"?: string | undefined; "category"?: string | undefined; "countryOfOrigin"?: string | undefined; "hsCode"?: string | undefined; "ingredients"?: string | undefined; "nutrition"?: { "energyKj"?: number | undefined; "energyKcal"?: number | undefined; "fat"?: number | undefined; "saturatedFat"?: number | undefined; "carbohydrate"?: number | undefined; "sugars"?: number | undefined; "fibre"?: number | undefined; "protein"?: number | undefined; "salt"?: number | undefined } | undefined; "storageTemperature"?: { "minCelsius": number; "maxCelsius": number } | undefined; "shelfLifeDays"?: number | undefined; "dateMark"?: "use-by" | "best-before" | "none" | undefined; "soldBy"?: "piece" | "kilogram" | "litre" | "catch-weight" | undefined; "drained"?: boolean | undefined; "unit"?: { "netWeightGrams"?: number | undefined; "drainedWeightGrams"?: number | undefined; "grossWeightGrams"?: number | undefined; "volumeCubicCentimetres"?: number | undefined } | undefined; "packaging"?: ({ "level": "case" | "layer" | "pallet" | "container-20" | "container-40"; "contains": number; "of": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40"; "netWeightGrams"?: number | undefined; "drainedWeightGrams"?: number | undefined; "grossWeightGrams"?: number | undefined; "volumeCubicCentimetres"?: number | undefined })[] | undefined; "gtins"?: { "base"?: string | undefined; "case"?: string | undefined; "layer"?: string | undefined; "pallet"?: string | undefined; "container-20"?: string | undefined; "container-40"?: string | undefined } | undefined; "productionSites"?: (string)[] | undefined; "visibility"?: { "kind": "public" } | { "kind": "private-label"; "brandOwnerId": string } | undefined }; reply: Product }
  /** Ask for a mail to reset a password */
  requestPasswordReset: { body: { "email": string; "realm"?: "staff" | undefined }; reply: undefined }
  /** Choose a new password with a mailed token */
  resetPassword: { body: { "token": string; "password": string }; reply: undefined }
  /** Revoke an API key */
  revokeApiKey: { params: { organisationId: string; keyId: string }; reply: undefined }
  /** Revoke a certificate */
  revokeCertificate: { params: { certificateId: string }; body: { "reason": string }; reply: Certificate }
  /** End one of your sessions */
  revokeSession: { params: { sessionId: string }; reply: undefined }
  /** Send the confirming mail again */
  sendVerificationMail: { reply: undefined }
  /** Set one price */
  setPrice: { params: { priceListId: string; productId: string }; body: { "breaks": ({ "from": number; "unitPrice": string })[]; "variants"?: ({ "incoterm": "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF"; "place": string; "breaks": ({ "from": number; "unitPrice": string })[] })[] | undefined; "minimumQuantity": number; "increment": number; "leadTimeDays"?: number | undefined }; reply: Price }
  /** Set up to 1,000 prices */
  setPrices: { params: { priceListId: string }; body: { "prices": ({ "productId": string; "breaks": ({ "from": number; "unitPrice": string })[]; "variants"?: ({ "incoterm": "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF"; "place": string; "breaks": ({ "from": number; "unitPrice": string })[] })[] | undefined; "minimumQuantity": number; "increment": number; "leadTimeDays"?: number | undefined })[] }; reply: { "set": number; "unchanged": number } }
  /** End this session */
  signOut: { reply: undefined }
  /** Suspend a certificate */
  suspendCertificate: { params: { certificateId: string }; body: { "reason": string }; reply: Certificate }
  /** Record what was counted at a site; the book follows the count */
  takeStock: { body: { "productId": string; "siteId": string; "counts": ({ "lotId": string; "counted": number; "grams"?: number | undefined })[]; "note"?: string | undefined }; reply: MovedStock }
  /** Move goods from one of your sites to another */
  transferStock: { body: { "lotId": string; "fromSiteId": string; "toSiteId": string; "quantity": number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" }; "grams"?: number | undefined; "quarantined"?: boolean | undefined; "note"?: string | undefined }; reply: MovedStock }
  /** Change my name or language */
  updateMe: { body: { "name"?: string | undefined; "locale"?: string | undefined }; reply: Me }
  /** Verify a certificate */
  verifyCertificate: { params: { certificateId: string }; body: { "reason": string }; reply: Certificate }
  /** Confirm an e-mail address */
  verifyEmail: { body: { "token": string }; reply: undefined }
  /** Withdraw a price list */
  withdrawPriceList: { params: { priceListId: string }; reply: PriceList }
}

export const operations = {
  adjustStock: { method: 'POST', path: '/v1/stock/adjustments' },
  amendCertificate: { method: 'PUT', path: '/v1/certificates/{certificateId}' },
  autocompleteProducts: { method: 'GET', path: '/v1/products/autocomplete' },
  cancelJob: { method: 'POST', path: '/v1/jobs/{jobId}/cancel' },
  certifyLot: { method: 'PATCH', path: '/v1/lots/{lotId}' },
  changeCustomerGroup: { method: 'PUT', path: '/v1/customer-groups/{customerGroupId}' },
  changePassword: { method: 'POST', path: '/v1/me/password' },
  changePriceList: { method: 'PUT', path: '/v1/price-lists/{priceListId}' },
  changeProduct: { method: 'PATCH', path: '/v1/products/{productId}' },
  claimCertificate: { method: 'POST', path: '/v1/certificates' },
  clearStock: { method: 'POST', path: '/v1/stock/clearances' },
  confirmAllergens: { method: 'POST', path: '/v1/products/{productId}/allergens' },
  createStaff: { method: 'POST', path: '/v1/staff' },
  deleteJob: { method: 'DELETE', path: '/v1/jobs/{jobId}' },
  disableStaff: { method: 'POST', path: '/v1/staff/{staffId}/disable' },
  disableUser: { method: 'POST', path: '/v1/users/{userId}/disable' },
  discontinueProduct: { method: 'POST', path: '/v1/products/{productId}/discontinue' },
  draftProduct: { method: 'POST', path: '/v1/products' },
  enableUser: { method: 'POST', path: '/v1/users/{userId}/enable' },
  exportProducts: { method: 'GET', path: '/v1/products/exports' },
  formCustomerGroup: { method: 'POST', path: '/v1/customer-groups' },
  getAvailability: { method: 'GET', path: '/v1/stock/availability' },
  getCertificate: { method: 'GET', path: '/v1/certificates/{certificateId}' },
  getCustomerGroup: { method: 'GET', path: '/v1/customer-groups/{customerGroupId}' },
  getJob: { method: 'GET', path: '/v1/jobs/{jobId}' },
  getJobReport: { method: 'GET', path: '/v1/jobs/{jobId}/report' },
  getLot: { method: 'GET', path: '/v1/lots/{lotId}' },
  getMe: { method: 'GET', path: '/v1/me' },
  getOrganisation: { method: 'GET', path: '/v1/organisations/{organisationId}' },
  getPrice: { method: 'GET', path: '/v1/prices' },
  getPriceList: { method: 'GET', path: '/v1/price-lists/{priceListId}' },
  getProduct: { method: 'GET', path: '/v1/products/{productId}' },
  getSigningKeys: { method: 'GET', path: '/.well-known/jwks.json' },
  getStaffMe: { method: 'GET', path: '/v1/staff/me' },
  holdLot: { method: 'POST', path: '/v1/lots/{lotId}/hold' },
  issueApiKey: { method: 'POST', path: '/v1/organisations/{organisationId}/api-keys' },
  issueTokens: { method: 'POST', path: '/v1/auth/token' },
  listApiKeys: { method: 'GET', path: '/v1/organisations/{organisationId}/api-keys' },
  listCategories: { method: 'GET', path: '/v1/categories' },
  listCertificates: { method: 'GET', path: '/v1/certificates' },
  listCertificateSchemes: { method: 'GET', path: '/v1/certificate-schemes' },
  listCustomerGroups: { method: 'GET', path: '/v1/customer-groups' },
  listJobs: { method: 'GET', path: '/v1/jobs' },
  listLots: { method: 'GET', path: '/v1/lots' },
  listOrganisations: { method: 'GET', path: '/v1/organisations' },
  listPriceLists: { method: 'GET', path: '/v1/price-lists' },
  listPrices: { method: 'GET', path: '/v1/price-lists/{priceListId}/prices' },
  listProducts: { method: 'GET', path: '/v1/products' },
  listReservations: { method: 'GET', path: '/v1/reservations' },
  listSessions: { method: 'GET', path: '/v1/auth/sessions' },
  listSimilarProducts: { method: 'GET', path: '/v1/products/{productId}/similar' },
  listStock: { method: 'GET', path: '/v1/stock' },
  listStockMovements: { method: 'GET', path: '/v1/stock/movements' },
  listStockPositions: { method: 'GET', path: '/v1/stock/positions' },
  openPriceList: { method: 'POST', path: '/v1/price-lists' },
  publishProduct: { method: 'POST', path: '/v1/products/{productId}/publish' },
  quarantineStock: { method: 'POST', path: '/v1/stock/quarantines' },
  recallLot: { method: 'POST', path: '/v1/lots/{lotId}/recall' },
  registerAccount: { method: 'POST', path: '/v1/auth/register' },
  registerLot: { method: 'POST', path: '/v1/lots' },
  registerOrganisation: { method: 'POST', path: '/v1/organisations' },
  rejectCertificate: { method: 'POST', path: '/v1/certificates/{certificateId}/reject' },
  releaseLot: { method: 'POST', path: '/v1/lots/{lotId}/release' },
  removePrice: { method: 'DELETE', path: '/v1/price-lists/{priceListId}/prices/{productId}' },
  replaceProduct: { method: 'PUT', path: '/v1/products/{productId}' },
  requestPasswordReset: { method: 'POST', path: '/v1/auth/password-resets' },
  resetPassword: { method: 'POST', path: '/v1/auth/password-resets/redeem' },
  revokeApiKey: { method: 'DELETE', path: '/v1/organisations/{organisationId}/api-keys/{keyId}' },
  revokeCertificate: { method: 'POST', path: '/v1/certificates/{certificateId}/revoke' },
  revokeSession: { method: 'DELETE', path: '/v1/auth/sessions/{sessionId}' },
  sendVerificationMail: { method: 'POST', path: '/v1/me/verification-mails' },
  setPrice: { method: 'PUT', path: '/v1/price-lists/{priceListId}/prices/{productId}' },
  setPrices: { method: 'POST', path: '/v1/price-lists/{priceListId}/prices' },
  signOut: { method: 'POST', path: '/v1/auth/logout' },
  suspendCertificate: { method: 'POST', path: '/v1/certificates/{certificateId}/suspend' },
  takeStock: { method: 'POST', path: '/v1/stock/takes' },
  transferStock: { method: 'POST', path: '/v1/stock/transfers' },
  updateMe: { method: 'PATCH', path: '/v1/me' },
  verifyCertificate: { method: 'POST', path: '/v1/certificates/{certificateId}/verify' },
  verifyEmail: { method: 'POST', path: '/v1/auth/verify-email' },
  withdrawPriceList: { method: 'POST', path: '/v1/price-lists/{priceListId}/withdraw' },
} as const
