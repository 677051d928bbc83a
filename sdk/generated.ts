/** Made by `npm run sdk` from the description of the API. Do not edit. */

export type Account = { "id": string; "email": string; "name": string; "locale": string; "emailVerified": boolean; "createdAt": string }

export type Address = { "lines": (string)[]; "postalCode"?: string | undefined; "city": string; "region"?: string | undefined; "country": string }

export type AddressInput = { "lines": (string)[]; "postalCode"?: string | undefined; "city": string; "region"?: string | undefined; "country": string }

export type ApiKey = { "id": string; "name": string; "role": "admin" | "buyer" | "seller" | "approver" | "quality" | "viewer"; "status": "active" | "revoked"; "issuedBy": string; "issuedAt": string; "expiresAt": string; "previousUntil": string | null; "lastUsedOn": string | null; "clientSecret"?: string | undefined }

export type AppliedPrice = { "unitPrice": string; "currency": string; "pricedPer": "piece" | "kilogram" | "litre"; "incoterm": "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF"; "place": string; "priceListId": string; "priceListVersion": number; "rank": "customer" | "group" | "public"; "minimumQuantity": number; "increment": number; "leadTimeDays"?: number | undefined; "fromQuantity": number }

export type Approval = { "by": string; "at": string; "inSteadOf"?: string | undefined }

export type ApprovalRules = { "thresholds": ({ "currency": string; "from": number; "chain": ({ "kind": "role"; "role": "owner" | "admin" | "buyer" | "seller" | "approver" | "quality" | "viewer" } | { "kind": "user"; "userId": string })[] })[]; "delegations": ({ "fromUserId": string; "toUserId": string; "from": string; "until": string })[] }

export type ApprovalRulesInput = { "thresholds": ({ "currency": string; "from": number; "chain": ({ "kind": "role"; "role": "owner" | "admin" | "buyer" | "seller" | "approver" | "quality" | "viewer" } | { "kind": "user"; "userId": string })[] })[]; "delegations": ({ "fromUserId": string; "toUserId": string; "from": string; "until": string })[] }

export type ApprovalStep = { "kind": "role" | "user"; "role"?: string | undefined; "userId"?: string | undefined }

export type Availability = { "productId": string; "available": "yes" | "no" }

export type Award = { "id": string; "rfqId": string; "status": "pending-approval" | "approved" | "rejected"; "lines": ({ "line": string; "quoteId": string; "version": number; "supplierId": string; "quantity": number; "unitPrice": string; "net": { "amount": number; "currency": string } })[]; "suppliers": ({ "supplierId": string; "quoteId": string; "total": { "amount": number; "currency": string }; "converted": { "amount": number; "currency": string }; "orderId"?: string | undefined })[]; "total": { "amount": number; "currency": string }; "judgedTotal": { "amount": number; "currency": string }; "rates": ({ "from": string; "rate": string; "asOf": string })[]; "chain": ({ "kind": "role"; "role": string } | { "kind": "user"; "userId": string })[]; "approvals": ({ "by": string; "at": string; "inSteadOf"?: string | undefined })[]; "final": boolean; "proposedBy": string; "proposedAt": string; "approvedAt"?: string | undefined; "rejection"?: { "by": string; "at": string; "reason": string } | undefined; "poNumber"?: string | undefined; "note"?: string | undefined; "createdAt": string; "updatedAt": string }

export type Backup = { "readers": number }

export type BasketItem = { "productId": string; "price"?: BasketPrice | undefined; "refusal"?: { "code": string; "detail": string; "facts"?: Record<string, unknown> | undefined } | undefined }

export type BasketPrice = { "quantity": number; "unitPrice": string; "currency": string; "pricedPer": "piece" | "kilogram" | "litre"; "incoterm": "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF"; "place": string; "priceListId": string; "priceListVersion": number; "rank": "customer" | "group" | "public"; "minimumQuantity": number; "increment": number; "leadTimeDays"?: number | undefined; "fromQuantity": number; "orderable": boolean; "violation"?: { "code": string; "detail": string; "facts"?: Record<string, unknown> | undefined } | undefined }

export type BegunProviderSignIn = { "organisationId": string; "url": string; "signInToken": string; "expiresIn": number }

export type Budget = { "currency": string; "period": string; "limit": number; "committed": number; "left": number }

export type Certificate = { "id": string; "supplierId": string; "status": "claimed" | "verified" | "rejected" | "suspended" | "revoked"; "scheme": string; "number": string; "issuer": string; "scope": { "siteIds"?: (string)[] | undefined; "categories"?: (string)[] | undefined; "productIds"?: (string)[] | undefined; "exclusions"?: string | undefined }; "validFrom": string; "validTo": string; "documentUrl"?: string | undefined; "reason"?: string | undefined; "createdAt": string; "updatedAt": string }

export type Claim = { "id": string; "status": "submitted" | "accepted" | "part-accepted" | "rejected" | "withdrawn" | "return-expected" | "returned"; "orderId": string; "buyerId": string; "supplierId": string; "shipmentId": string; "receiptId": string; "line": number; "kind": "short" | "damaged" | "short-dated" | "temperature" | "quality" | "wrong-goods" | "hidden-defect"; "remedy": "credit" | "replacement" | "return"; "quantity": number; "description": string; "evidence": (string)[]; "outcome": "accepted" | "short" | "over" | "damaged" | "short-dated" | "temperature-excursion" | "held"; "deliveryId": string; "productId": string; "lotId": string; "lotCode": string; "receivedAt": string; "claimBy": string; "answer"?: { "answeredAt": string; "quantity": number; "amountDue"?: { "amount": number; "currency": string } | undefined; "reason"?: string | undefined; "credits"?: ({ "creditNoteId": string; "quantity": number })[] | undefined } | undefined; "returnedAt"?: string | undefined; "createdAt": string; "updatedAt": string }

export type Comparison = { "rfqId": string; "currency": string; "comparedAt": string; "rates": ({ "from": string; "rate": string; "asOf": string })[]; "lines": ({ "line": string; "quantity": number; "quotes": ({ "quoteId": string; "version": number; "supplierId": string; "status": "submitted" | "expired" | "withdrawn" | "accepted" | "rejected"; "product": { "productId": string; "sku": string; "name": string; "specVersion": number; "pricedPer": "piece" | "kilogram" | "litre"; "nominalGrams"?: number | undefined }; "quoted": { "unitPrice"?: string | undefined; "currency": string }; "offeredQuantity": number; "comparedQuantity": number; "price": { "known": true; "perUnit": string } | { "known": false; "why": "no-exchange-rate" | "below-minimum" | "too-large" }; "landed": { "known": true; "perUnit": string } | { "known": false; "why": "no-exchange-rate" | "below-minimum" | "too-large" }; "meetsTarget"?: boolean | undefined; "leadTimeDays": number; "incoterm": string; "place": string; "validUntil": string; "evidence": { "met": ({ "kind": "certificate"; "scheme": string } | { "kind": "free-of"; "allergen": string } | { "kind": "remaining-life"; "days": number })[]; "unmet": ({ "kind": "certificate"; "scheme": string } | { "kind": "free-of"; "allergen": string } | { "kind": "remaining-life"; "days": number })[] }; "score": string; "points": { "price": string; "leadTime": string; "evidence": string; "coverage": string } })[] })[] }

export type ConnectionPool = { "name": string; "sizeMax": number; "open": number; "inUse": number; "waiting": number; "checkedOut": number; "timedOut": number; "failed": number; "cleared": number; "waits": (ConnectionWaits)[]; "longestWaitMs": number }

export type ConnectionWaits = { "upToMs"?: number | undefined; "count": number }

export type Consumer = { "name": string; "lagMs": number; "parked": number; "deadLetters": number }

export type CreditNote = { "id": string; "number": string; "issuedOn": string; "reason": string; "claimId"?: string | undefined; "invoiceId": string; "invoiceNumber": string; "orderId": string; "buyerId": string; "supplierId": string; "currency": string; "whole": boolean; "lines": ({ "lineId": string; "quantity": number; "grams"?: number | undefined; "net": { "amount": number; "currency": string } })[]; "charges": ({ "chargeId": string; "net": { "amount": number; "currency": string } })[]; "totals": { "lines": { "amount": number; "currency": string }; "allowances": { "amount": number; "currency": string }; "charges": { "amount": number; "currency": string }; "net": { "amount": number; "currency": string }; "tax": { "amount": number; "currency": string }; "gross": { "amount": number; "currency": string }; "due": { "amount": number; "currency": string }; "breakdown": ({ "category": "S" | "Z" | "E" | "AE" | "K" | "G" | "O" | "L" | "M"; "ratePercent"?: string | undefined; "reason"?: string | undefined; "reasonCode"?: string | undefined; "taxable": { "amount": number; "currency": string }; "tax": { "amount": number; "currency": string } })[] }; "createdAt": string }

export type CustomerGroup = { "id": string; "supplierId": string; "name": string; "organisationIds": (string)[]; "createdAt": string; "updatedAt": string }

export type DeadLetter = { "id": string; "group": string; "messageId": string; "type": string; "stream": string; "version": number; "at": string; "attempts": number; "reason": string; "payload": string; "givenUpAt": string }

export type Delegation = { "id": string; "fromUserId": string; "toUserId": string; "from": string; "until": string; "reason": string; "givenBy": string; "givenAt": string }

export type DeprecatedUse = { "route": string; "client": string; "organisationId"?: string | undefined; "count": number; "firstAt": string; "lastAt": string; "deprecatedAt": string; "sunsetAt": string; "successor": string }

export type EventPage = { "items": (PlacedEvent)[]; "page": { "next": string | null; "previous": null }; "place": string }

export type ExchangeRates = { "base": string; "asOf": string; "rates": ({ "currency": string; "rate": string })[] }

export type ExchangeRatesInput = { "base": string; "asOf": string; "rates": ({ "currency": string; "rate": string })[] }

export type HsCode = { "code": string; "description": string; "parent"?: string | undefined }

export type IdentityProvider = { "organisationId": string; "issuer": string; "clientId": string; "domains": (string)[]; "redirectUris": (string)[]; "status": "pending" | "approved" | "refused" | "suspended"; "isRequired": boolean; "reason": string | null; "updatedAt": string }

export type ImportMapping = { "columns": ({ "source": string; "target": string | null; "reason": string })[]; "constants": Record<string, string> }

export type Invitation = { "id": string; "email": string; "role": "owner" | "admin" | "buyer" | "seller" | "approver" | "quality" | "viewer"; "status": "open" | "accepted" | "revoked" | "expired"; "invitedBy": string; "sentAt": string; "expiresAt": string }

export type Invoice = { "id": string; "status": "draft" | "issued" | "discarded"; "kind": "advance" | "partial" | "final"; "number"?: string | undefined; "issuedOn"?: string | undefined; "orderId": string; "poNumber"?: string | undefined; "buyerId": string; "supplierId": string; "seller"?: { "organisationId": string; "legalName": string; "country": string; "gln"?: string | undefined; "taxId"?: { "country": string; "number": string } | undefined } | undefined; "buyer"?: { "organisationId": string; "legalName": string; "country": string; "gln"?: string | undefined; "taxId"?: { "country": string; "number": string } | undefined } | undefined; "currency": string; "incoterm": string; "paymentTerms": { "days": number; "from": "invoice" | "dispatch" | "delivery" | "end-of-month"; "advanceBasisPoints"?: number | undefined }; "due"?: { "days": number; "countsFrom": "invoice" | "dispatch" | "delivery" | "end-of-month"; "countedFrom"?: string | undefined; "dueOn"?: string | undefined } | undefined; "deliveredOn"?: string | undefined; "billTo": { "siteId"?: string | undefined; "name": string; "gln"?: string | undefined; "address": { "lines": (string)[]; "postalCode"?: string | undefined; "city": string; "region"?: string | undefined; "country": string } }; "shipTo": { "siteId"?: string | undefined; "name": string; "gln"?: string | undefined; "address": { "lines": (string)[]; "postalCode"?: string | undefined; "city": string; "region"?: string | undefined; "country": string } }; "lines": ({ "id": string; "deliveryId"?: string | undefined; "productId"?: string | undefined; "sku"?: string | undefined; "buyerItemCode"?: string | undefined; "name": string; "quantity": number; "grams"?: number | undefined; "pricedPer": "piece" | "kilogram" | "litre"; "unitPrice": string; "net": { "amount": number; "currency": string }; "tax": { "category": "S" | "Z" | "E" | "AE" | "K" | "G" | "O" | "L" | "M"; "ratePercent"?: string | undefined; "reason"?: string | undefined; "reasonCode"?: string | undefined } })[]; "charges": ({ "id": string; "kind": string; "description"?: string | undefined; "net": { "amount": number; "currency": string }; "tax": { "category": "S" | "Z" | "E" | "AE" | "K" | "G" | "O" | "L" | "M"; "ratePercent"?: string | undefined; "reason"?: string | undefined; "reasonCode"?: string | undefined } })[]; "allowances": ({ "reason": string; "net": { "amount": number; "currency": string }; "tax": { "category": "S" | "Z" | "E" | "AE" | "K" | "G" | "O" | "L" | "M"; "ratePercent"?: string | undefined; "reason"?: string | undefined; "reasonCode"?: string | undefined } })[]; "deductions": ({ "invoiceId": string; "number": string; "net": { "amount": number; "currency": string }; "tax": { "category": "S" | "Z" | "E" | "AE" | "K" | "G" | "O" | "L" | "M"; "ratePercent"?: string | undefined; "reason"?: string | undefined; "reasonCode"?: string | undefined } })[]; "totals": { "lines": { "amount": number; "currency": string }; "allowances": { "amount": number; "currency": string }; "charges": { "amount": number; "currency": string }; "net": { "amount": number; "currency": string }; "tax": { "amount": number; "currency": string }; "gross": { "amount": number; "currency": string }; "due": { "amount": number; "currency": string }; "breakdown": ({ "category": "S" | "Z" | "E" | "AE" | "K" | "G" | "O" | "L" | "M"; "ratePercent"?: string | undefined; "reason"?: string | undefined; "reasonCode"?: string | undefined; "taxable": { "amount": number; "currency": string }; "tax": { "amount": number; "currency": string } })[] }; "credited": { "amount": number; "currency": string }; "paid": { "amount": number; "currency": string }; "open": { "amount": number; "currency": string }; "paymentStatus": "unpaid" | "part-paid" | "paid"; "payments": ({ "at": string; "paidOn": string; "amount": { "amount": number; "currency": string }; "reference"?: string | undefined })[]; "warnings": ({ "code": "perishable-over-30-days" | "food-over-60-days"; "detail": string })[]; "transportEvidence": ({ "kind": string; "reference": string })[]; "note"?: string | undefined; "createdAt": string; "updatedAt": string }

export type InvoiceMatch = { "outcome": "matched" | "blocked"; "mismatches": ({ "deliveryId": string; "invoiced": number; "payable": number; "invoicedGrams"?: number | undefined; "payableGrams"?: number | undefined; "beyond": number; "beyondGrams"?: number | undefined; "credit": { "amount": number; "currency": string } })[] }

export type InvoiceSummary = { "id": string; "status": "draft" | "issued" | "discarded"; "kind": "advance" | "partial" | "final"; "number"?: string | undefined; "issuedOn"?: string | undefined; "dueOn"?: string | undefined; "orderId": string; "buyerId": string; "supplierId": string; "due": { "amount": number; "currency": string }; "open": { "amount": number; "currency": string }; "paymentStatus": "unpaid" | "part-paid" | "paid"; "createdAt": string }

export type ItemCode = { "productId": string; "itemCode": string }

export type Job = { "id": string; "kind": string; "state": "queued" | "running" | "succeeded" | "failed" | "cancelled"; "progress"?: { "done": number; "total"?: number | undefined } | undefined; "result"?: unknown | undefined; "error"?: { "code": string; "detail": string } | undefined; "attempt": number; "enqueuedAt": string; "startedAt"?: string | undefined; "finishedAt"?: string | undefined }

export type JoinedOrganisation = { "organisationId": string; "role": "owner" | "admin" | "buyer" | "seller" | "approver" | "quality" | "viewer" }

export type Lot = { "id": string; "ownerId": string; "productId": string; "code": string; "dateMark": "use-by" | "best-before" | "none"; "markedOn"?: string | undefined; "producedOn"?: string | undefined; "unit": "piece" | "gram" | "millilitre"; "catchWeight": boolean; "temperatureClass"?: "ambient" | "chilled" | "frozen" | undefined; "certificateOfAnalysis"?: { "reference": string; "issuedOn"?: string | undefined } | undefined; "status": "released" | "held" | "recalled"; "reason"?: string | undefined; "since": string; "createdAt": string; "updatedAt": string }

export type Me = { "id": string; "email": string; "name": string; "locale": string; "emailVerified": boolean; "createdAt": string; "memberships": ({ "organisationId": string; "legalName": string; "role": "owner" | "admin" | "buyer" | "seller" | "approver" | "quality" | "viewer" })[] }

export type Member = { "userId": string; "name": string; "email": string; "role": "owner" | "admin" | "buyer" | "seller" | "approver" | "quality" | "viewer" }

export type MovedStock = { "productId": string; "positions": (StockPosition)[] }

export type OfferedSecondFactor = { "secret": string; "uri": string }

export type Order = { "id": string; "status": "draft" | "pending-approval" | "approved" | "sent" | "confirmed" | "closed" | "rejected" | "declined" | "cancelled"; "progress": "nothing-shipped" | "part-shipped" | "shipped" | "part-accepted" | "accepted"; "buyerId": string; "supplierId": string; "origin": { "kind": "direct" | "award" | "standing-order"; "awardId"?: string | undefined; "rfqId"?: string | undefined; "standingOrderId"?: string | undefined }; "poNumber"?: string | undefined; "currency": string; "incoterm": string; "place": string; "paymentTerms": { "days": number; "from": "invoice" | "dispatch" | "delivery" | "end-of-month"; "advanceBasisPoints"?: number | undefined }; "overDeliveryBasisPoints"?: number | undefined; "claimDays"?: { "visible"?: number | undefined; "hidden"?: number | undefined } | undefined; "shipTo": { "siteId"?: string | undefined; "name": string; "gln"?: string | undefined; "address": { "lines": (string)[]; "postalCode"?: string | undefined; "city": string; "region"?: string | undefined; "country": string } }; "billTo": { "siteId"?: string | undefined; "name": string; "gln"?: string | undefined; "address": { "lines": (string)[]; "postalCode"?: string | undefined; "city": string; "region"?: string | undefined; "country": string } }; "lines": ({ "id": string; "productId": string; "sku": string; "name": string; "specVersion": number; "pricedPer": "piece" | "kilogram" | "litre"; "nominalGrams"?: number | undefined; "buyerItemCode"?: string | undefined; "unitPrice": string; "priceSource": { "kind": "price-list" | "quote"; "priceListId"?: string | undefined; "quoteId"?: string | undefined; "version": number; "line"?: string | undefined }; "fulfilment": "from-stock" | "to-be-made"; "minimumRemainingLifeDays": number; "pastBestBeforeConsent": boolean; "net": { "amount": number; "currency": string }; "deliveries": ({ "id": string; "date": string; "unitPrice": string; "ordered": number; "confirmed": number; "cancelled": number; "planned": number; "shipped": number; "accepted": number; "refused": number; "missing": number; "held": number; "over": number; "availability"?: "none" | "part" | "all" | undefined; "reserved"?: number | undefined; "short"?: number | undefined; "reservationId"?: string | undefined; "settled": boolean })[] })[]; "charges": ({ "kind": "freight" | "insurance" | "packaging" | "handling" | "duty" | "other"; "description"?: string | undefined; "amount": { "amount": number; "currency": string } })[]; "total": { "amount": number; "currency": string }; "note"?: string | undefined; "reason"?: string | undefined; "deviation"?: { "at": string; "changes": ({ "deliveryId": string; "quantity"?: number | undefined; "date"?: string | undefined; "unitPrice"?: string | undefined })[]; "note"?: string | undefined; "total": { "amount": number; "currency": string }; "approval"?: PendingApproval | undefined } | undefined; "cancellation"?: { "at": string; "side": "buyer" | "supplier"; "reason": string; "deliveries": ({ "deliveryId": string; "quantity": number })[] } | undefined; "change"?: ProposedOrderChange | undefined; "changes"?: number | undefined; "internalNote"?: string | undefined; "requestedBy"?: string | undefined; "approval"?: PendingApproval | undefined; "approvals"?: (Approval)[] | undefined; "budget"?: { "periods": (string)[]; "beyond"?: true | undefined } | undefined; "sentAt"?: string | undefined; "answerBy"?: string | undefined; "stockReleasedAt"?: string | undefined; "confirmedAt"?: string | undefined; "createdAt": string; "updatedAt": string }

export type OrderChange = { "number": number; "side": "buyer" | "supplier"; "reason": string; "proposedAt": string; "takenAt": string; "before": { "deliveries": ({ "deliveryId": string; "lineId": string; "date": string; "unitPrice": string; "pricedPer": "piece" | "kilogram" | "litre"; "quantity": number })[]; "paymentTerms"?: { "days": number; "from": "invoice" | "dispatch" | "delivery" | "end-of-month"; "advanceBasisPoints"?: number | undefined } | undefined; "total": { "amount": number; "currency": string } }; "after": { "deliveries": ({ "deliveryId": string; "lineId": string; "date": string; "unitPrice": string; "pricedPer": "piece" | "kilogram" | "litre"; "quantity": number })[]; "paymentTerms"?: { "days": number; "from": "invoice" | "dispatch" | "delivery" | "end-of-month"; "advanceBasisPoints"?: number | undefined } | undefined; "total": { "amount": number; "currency": string } } }

export type OrderFigures = { "from": string; "to": string; "items": ({ "key": string; "orders": number; "lines": number; "value": { "amount": number; "currency": string } })[] }

export type OrderSummary = { "id": string; "status": "draft" | "pending-approval" | "approved" | "sent" | "confirmed" | "closed" | "rejected" | "declined" | "cancelled"; "progress": "nothing-shipped" | "part-shipped" | "shipped" | "part-accepted" | "accepted"; "buyerId": string; "supplierId": string; "poNumber"?: string | undefined; "total": { "amount": number; "currency": string }; "lines": number; "nextDelivery"?: string | undefined; "sentAt"?: string | undefined; "createdAt": string; "updatedAt": string }

export type Organisation = { "id": string; "legalName": string; "country": string; "kinds": ("buyer" | "supplier" | "logistics" | "laboratory")[]; "gln"?: string | undefined; "taxIds"?: (TaxId)[] | undefined; "address"?: Address | undefined; "verification": "unverified" | "pending" | "verified" | "rejected" | "suspended"; "verificationReason"?: string | undefined; "createdAt": string; "updatedAt": string }

export type Page = { "next": string | null; "previous": string | null; "total"?: number | undefined }

export type Passkey = { "id": string; "name": string; "isSynced": boolean; "addedAt": string; "lastUsedOn": string | null }

export type PasskeyAssertion = { "id": string; "rawId": string; "type": "public-key"; "authenticatorAttachment"?: "platform" | "cross-platform" | undefined; "clientExtensionResults": Record<string, unknown>; "response": { "clientDataJSON": string; "authenticatorData": string; "signature": string; "userHandle"?: string | undefined } }

export type PasskeyAttestation = { "id": string; "rawId": string; "type": "public-key"; "authenticatorAttachment"?: "platform" | "cross-platform" | undefined; "clientExtensionResults": Record<string, unknown>; "response": { "clientDataJSON": string; "attestationObject": string; "authenticatorData"?: string | undefined; "transports"?: (string)[] | undefined; "publicKey"?: string | undefined; "publicKeyAlgorithm"?: number | undefined } }

export type PasskeyOptions = { "options": Record<string, unknown> }

export type PendingApproval = { "requestedBy": string; "steps": (ApprovalStep)[]; "given": (Approval)[] }

export type PlacedEvent = { "id": string; "type": string; "organisationId": string; "subject": string; "version": number; "at": string; "asOf": string; "place": string }

export type Price = { "priceListId": string; "productId": string; "supplierId": string; "isPublic": boolean; "breaks": ({ "from": number; "unitPrice": string })[]; "variants"?: ({ "incoterm": "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF"; "place": string; "breaks": ({ "from": number; "unitPrice": string })[] })[] | undefined; "minimumQuantity": number; "increment": number; "leadTimeDays"?: number | undefined; "version": number; "updatedAt": string }

export type PriceForQuantity = { "productId": string; "quantity": number; "unitPrice": string; "currency": string; "pricedPer": "piece" | "kilogram" | "litre"; "incoterm": "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF"; "place": string; "priceListId": string; "priceListVersion": number; "rank": "customer" | "group" | "public"; "minimumQuantity": number; "increment": number; "leadTimeDays"?: number | undefined; "fromQuantity": number; "orderable": boolean; "violation"?: { "code": string; "detail": string; "facts"?: Record<string, unknown> | undefined } | undefined }

export type PriceList = { "id": string; "supplierId": string; "status": "open" | "withdrawn"; "currency": string; "incoterm": "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF"; "place": string; "name": string; "audience": { "kind": "public" } | { "kind": "organisations"; "organisationIds": (string)[] } | { "kind": "group"; "groupId": string }; "validFrom": string; "validTo"?: string | undefined; "containers"?: boolean | undefined; "warnings": ({ "code": string; "detail": string })[]; "createdAt": string; "updatedAt": string }

export type PricesForBasket = { "items": (BasketItem)[] }

export type Problem = { "type": string; "title": string; "status": number; "detail": string; "instance": string; "code": string; "traceId": string; "errors"?: ({ "pointer": string; "detail": string })[] | undefined; "facts"?: Record<string, unknown> | undefined }

export type Product = { "public": boolean; "id": string; "supplierId": string; "sku": string; "status": "draft" | "published" | "discontinued"; "specVersion": number; "specifiedAt": string; "name": Record<string, string>; "description"?: Record<string, string> | undefined; "brand"?: string | undefined; "brandOwner"?: string | undefined; "category"?: string | undefined; "countryOfOrigin"?: string | undefined; "hsCode"?: string | undefined; "ingredients"?: string | undefined; "nutrition"?: { "energyKj"?: number | undefined; "energyKcal"?: number | undefined; "fat"?: number | undefined; "saturatedFat"?: number | undefined; "carbohydrate"?: number | undefined; "sugars"?: number | undefined; "fibre"?: number | undefined; "protein"?: number | undefined; "salt"?: number | undefined } | undefined; "storageTemperature"?: { "minCelsius": number; "maxCelsius": number } | undefined; "shelfLifeDays"?: number | undefined; "dateMark": "use-by" | "best-before" | "none"; "soldBy": "piece" | "kilogram" | "litre" | "catch-weight"; "drained"?: boolean | undefined; "unit"?: { "netWeightGrams"?: number | undefined; "drainedWeightGrams"?: number | undefined; "grossWeightGrams"?: number | undefined; "volumeCubicCentimetres"?: number | undefined } | undefined; "packaging"?: ({ "level": "case" | "layer" | "pallet" | "container-20" | "container-40"; "contains": number; "of": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40"; "netWeightGrams"?: number | undefined; "drainedWeightGrams"?: number | undefined; "grossWeightGrams"?: number | undefined; "volumeCubicCentimetres"?: number | undefined })[] | undefined; "gtins"?: { "base"?: string | undefined; "case"?: string | undefined; "layer"?: string | undefined; "pallet"?: string | undefined; "container-20"?: string | undefined; "container-40"?: string | undefined } | undefined; "productionSites"?: (string)[] | undefined; "allergens": { "gluten"?: "contains" | "may contain" | "free" | undefined; "gluten/wheat"?: "contains" | "may contain" | "free" | undefined; "gluten/rye"?: "contains" | "may contain" | "free" | undefined; "gluten/barley"?: "contains" | "may contain" | "free" | undefined; "gluten/oats"?: "contains" | "may contain" | "free" | undefined; "gluten/spelt"?: "contains" | "may contain" | "free" | undefined; "gluten/kamut"?: "contains" | "may contain" | "free" | undefined; "crustaceans"?: "contains" | "may contain" | "free" | undefined; "eggs"?: "contains" | "may contain" | "free" | undefined; "fish"?: "contains" | "may contain" | "free" | undefined; "peanuts"?: "contains" | "may contain" | "free" | undefined; "soybeans"?: "contains" | "may contain" | "free" | undefined; "milk"?: "contains" | "may contain" | "free" | undefined; "nuts"?: "contains" | "may contain" | "free" | undefined; "nuts/almond"?: "contains" | "may contain" | "free" | undefined; "nuts/hazelnut"?: "contains" | "may contain" | "free" | undefined; "nuts/walnut"?: "contains" | "may contain" | "free" | undefined; "nuts/cashew"?: "contains" | "may contain" | "free" | undefined; "nuts/pecan"?: "contains" | "may contain" | "free" | undefined; "nuts/brazil"?: "contains" | "may contain" | "free" | undefined; "nuts/pistachio"?: "contains" | "may contain" | "free" | undefined; "nuts/macadamia"?: "contains" | "may contain" | "free" | undefined; "celery"?: "contains" | "may contain" | "free" | undefined; "mustard"?: "contains" | "may contain" | "free" | undefined; "sesame"?: "contains" | "may contain" | "free" | undefined; "sulphites"?: "contains" | "may contain" | "free" | undefined; "lupin"?: "contains" | "may contain" | "free" | undefined; "molluscs"?: "contains" | "may contain" | "free" | undefined }; "allergenProposals": ({ "allergen": "gluten" | "gluten/wheat" | "gluten/rye" | "gluten/barley" | "gluten/oats" | "gluten/spelt" | "gluten/kamut" | "crustaceans" | "eggs" | "fish" | "peanuts" | "soybeans" | "milk" | "nuts" | "nuts/almond" | "nuts/hazelnut" | "nuts/walnut" | "nuts/cashew" | "nuts/pecan" | "nuts/brazil" | "nuts/pistachio" | "nuts/macadamia" | "celery" | "mustard" | "sesame" | "sulphites" | "lupin" | "molluscs"; "status": "contains" | "may contain"; "evidence": (string)[] })[]; "visibility": { "kind": "public" } | { "kind": "private-label"; "brandOwnerId": string }; "createdAt": string; "updatedAt": string }

export type ProductSummary = { "id": string; "supplierId": string; "sku": string; "status": "draft" | "published" | "discontinued"; "specVersion": number; "name": Record<string, string>; "brand"?: string | undefined; "category"?: string | undefined; "countryOfOrigin"?: string | undefined; "shelfLifeDays"?: number | undefined; "unit"?: { "netWeightGrams"?: number | undefined; "drainedWeightGrams"?: number | undefined; "grossWeightGrams"?: number | undefined; "volumeCubicCentimetres"?: number | undefined } | undefined; "gtins"?: { "base"?: string | undefined; "case"?: string | undefined; "layer"?: string | undefined; "pallet"?: string | undefined; "container-20"?: string | undefined; "container-40"?: string | undefined } | undefined; "soldBy": "piece" | "kilogram" | "litre" | "catch-weight"; "dateMark": "use-by" | "best-before" | "none"; "allergens": { "gluten"?: "contains" | "may contain" | "free" | undefined; "gluten/wheat"?: "contains" | "may contain" | "free" | undefined; "gluten/rye"?: "contains" | "may contain" | "free" | undefined; "gluten/barley"?: "contains" | "may contain" | "free" | undefined; "gluten/oats"?: "contains" | "may contain" | "free" | undefined; "gluten/spelt"?: "contains" | "may contain" | "free" | undefined; "gluten/kamut"?: "contains" | "may contain" | "free" | undefined; "crustaceans"?: "contains" | "may contain" | "free" | undefined; "eggs"?: "contains" | "may contain" | "free" | undefined; "fish"?: "contains" | "may contain" | "free" | undefined; "peanuts"?: "contains" | "may contain" | "free" | undefined; "soybeans"?: "contains" | "may contain" | "free" | undefined; "milk"?: "contains" | "may contain" | "free" | undefined; "nuts"?: "contains" | "may contain" | "free" | undefined; "nuts/almond"?: "contains" | "may contain" | "free" | undefined; "nuts/hazelnut"?: "contains" | "may contain" | "free" | undefined; "nuts/walnut"?: "contains" | "may contain" | "free" | undefined; "nuts/cashew"?: "contains" | "may contain" | "free" | undefined; "nuts/pecan"?: "contains" | "may contain" | "free" | undefined; "nuts/brazil"?: "contains" | "may contain" | "free" | undefined; "nuts/pistachio"?: "contains" | "may contain" | "free" | undefined; "nuts/macadamia"?: "contains" | "may contain" | "free" | undefined; "celery"?: "contains" | "may contain" | "free" | undefined; "mustard"?: "contains" | "may contain" | "free" | undefined; "sesame"?: "contains" | "may contain" | "free" | undefined; "sulphites"?: "contains" | "may contain" | "free" | undefined; "lupin"?: "contains" | "may contain" | "free" | undefined; "molluscs"?: "contains" | "may contain" | "free" | undefined }; "visibility": { "kind": "public" } | { "kind": "private-label"; "brandOwnerId": string }; "createdAt": string; "updatedAt": string; "price"?: AppliedPrice | undefined }

export type ProposedOrderChange = { "at": string; "side": "buyer" | "supplier"; "reason": string; "deliveries": ({ "deliveryId": string; "quantity"?: number | undefined; "date"?: string | undefined; "unitPrice"?: string | undefined })[]; "added": ({ "lineId": string; "date": string; "quantity": number; "unitPrice": string })[]; "paymentTerms"?: { "days": number; "from": "invoice" | "dispatch" | "delivery" | "end-of-month"; "advanceBasisPoints"?: number | undefined } | undefined; "state": "proposed" | "accepted"; "total"?: { "amount": number; "currency": string } | undefined; "approval"?: PendingApproval | undefined }

export type Quote = { "id": string; "rfqId": string; "buyerId": string; "supplierId": string; "status": "submitted" | "expired" | "withdrawn" | "accepted" | "rejected"; "version": number; "submittedAt": string; "currency": string; "incoterm": "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF"; "place": string; "validUntil": string; "charges": ({ "kind": "freight" | "insurance" | "packaging" | "handling" | "duty" | "other"; "description"?: string | undefined; "amount": { "amount": number; "currency": string } })[]; "note"?: string | undefined; "lines": ({ "line": string; "product": { "productId": string; "sku": string; "name": string; "specVersion": number; "pricedPer": "piece" | "kilogram" | "litre"; "nominalGrams"?: number | undefined }; "breaks": ({ "from": number; "unitPrice": string })[]; "fulfilment": "from-stock" | "to-be-made"; "quantity": number; "leadTimeDays": number; "packaging"?: string | undefined; "originSiteId"?: string | undefined; "note"?: string | undefined; "outcome": "pending" | "accepted" | "rejected"; "accepted"?: ({ "quantity": number; "unitPrice": string; "orderId": string })[] | undefined })[]; "createdAt": string; "updatedAt": string }

export type QuoteFigures = { "from": string; "to": string; "items": ({ "key": string; "invitations": number; "answered": number; "quoteRate": number | null; "quotes": number; "decided": number; "won": number; "winRate": number | null; "responseSeconds": { "median": number; "p90": number } | null })[] }

export type QuoteVersion = { "version": number; "submittedAt": string; "currency": string; "incoterm": "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF"; "place": string; "validUntil": string; "charges": ({ "kind": "freight" | "insurance" | "packaging" | "handling" | "duty" | "other"; "description"?: string | undefined; "amount": { "amount": number; "currency": string } })[]; "note"?: string | undefined; "status": "submitted" | "expired" | "withdrawn" | "accepted" | "rejected" | "superseded"; "lines": ({ "line": string; "product": { "productId": string; "sku": string; "name": string; "specVersion": number; "pricedPer": "piece" | "kilogram" | "litre"; "nominalGrams"?: number | undefined }; "breaks": ({ "from": number; "unitPrice": string })[]; "fulfilment": "from-stock" | "to-be-made"; "quantity": number; "leadTimeDays": number; "packaging"?: string | undefined; "originSiteId"?: string | undefined; "note"?: string | undefined })[] }

export type Rebuild = { "id": string; "state": "queued" | "running" | "succeeded" | "failed" | "cancelled"; "collections": (string)[]; "commits": number; "removed"?: number | undefined; "error"?: { "code": string; "detail": string } | undefined; "attempt": number; "enqueuedAt": string; "finishedAt"?: string | undefined }

export type Receipt = { "id": string; "shipmentId": string; "orderId": string; "at": string; "lines": ({ "deliveryId": string; "lotId": string; "outcome": "accepted" | "short" | "over" | "damaged" | "short-dated" | "temperature-excursion" | "held"; "quantity": number; "of"?: "held" | "over" | undefined; "disposition"?: "returned" | "disposed" | undefined; "grams"?: number | undefined; "celsius"?: number | undefined; "note"?: string | undefined; "evidence"?: (string)[] | undefined })[]; "note"?: string | undefined; "by"?: string | undefined }

export type RecoveryCodes = { "recoveryCodes"?: (string)[] | undefined }

export type ReferenceTable = { "kind": "categories" | "ingredients" | "hs-codes"; "entries": number; "synonymGroups": number; "licence": string; "loadedAt": string }

export type RequestFigures = { "from": string; "to": string; "items": ({ "key": string; "requests": number; "refused": number; "failed": number; "ms": { "p50": number; "p95": number; "p99": number; "slowest": number } })[]; "lost": number }

export type Reservation = { "id": string; "for": { "orderId": string; "deliveryId": string; "buyerId": string }; "arrival": string; "minimumRemainingLifeDays": number; "allowPastBestBefore": boolean; "siteId"?: string | undefined; "wanted": number; "reserved": number; "picked": number; "short": number; "portions": ({ "lotId": string; "siteId": string; "quantity": number; "picked": number; "grams"?: number | undefined })[]; "expiresAt"?: string | undefined }

export type Rfq = { "id": string; "viewer": "buyer" | "supplier"; "number": number; "buyerId": string; "status": "draft" | "published" | "closed" | "expired" | "part-awarded" | "awarded" | "cancelled"; "title"?: string | undefined; "lines": ({ "id": string; "item": { "kind": "product"; "productId": string; "name": string } | { "kind": "specification"; "description": string }; "quantity": number; "unit": "piece" | "gram" | "millilitre"; "buyerItemCode"?: string | undefined; "targetPrice"?: string | undefined; "requiredCertificates": (string)[]; "allergenExclusions": ("gluten" | "gluten/wheat" | "gluten/rye" | "gluten/barley" | "gluten/oats" | "gluten/spelt" | "gluten/kamut" | "crustaceans" | "eggs" | "fish" | "peanuts" | "soybeans" | "milk" | "nuts" | "nuts/almond" | "nuts/hazelnut" | "nuts/walnut" | "nuts/cashew" | "nuts/pecan" | "nuts/brazil" | "nuts/pistachio" | "nuts/macadamia" | "celery" | "mustard" | "sesame" | "sulphites" | "lupin" | "molluscs")[]; "minimumRemainingLifeDays": number })[]; "deliverTo": { "siteId": string }; "incoterm": "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF"; "place": string; "deliveries": ({ "date": string; "share": number })[]; "paymentTerms": { "days": number; "from": "invoice" | "dispatch" | "delivery" | "end-of-month"; "advanceBasisPoints"?: number | undefined }; "currency": string; "deadline": string; "weights": { "price": number; "leadTime": number; "evidence": number; "coverage": number }; "note"?: string | undefined; "visibility": { "kind": "open" } | { "kind": "invited"; "supplierIds": (string)[] } | { "kind": "invited" }; "shareTargetPrices"?: boolean | undefined; "publishedAt"?: string | undefined; "cancellationReason"?: string | undefined; "quotes"?: ({ "quoteId": string; "supplierId": string; "version": number; "withdrawn": boolean })[] | undefined; "awards"?: ({ "awardId": string; "status": "pending-approval" | "approved" | "rejected"; "total": { "amount": number; "currency": string } })[] | undefined; "ownQuoteId"?: string | undefined; "createdAt": string; "updatedAt": string }

export type RfqMessage = { "id": string; "at": string; "from": string; "to": { "kind": "buyer" | "all" } | { "kind": "supplier"; "supplierId": string }; "text": string }

export type RfqTemplate = { "id": string; "name": string; "rfqId": string; "savedBy": string; "title"?: string | undefined; "lines": ({ "id": string; "item": { "kind": "product"; "productId": string; "name": string } | { "kind": "specification"; "description": string }; "quantity": number; "unit": "piece" | "gram" | "millilitre"; "buyerItemCode"?: string | undefined; "targetPrice"?: string | undefined; "requiredCertificates": (string)[]; "allergenExclusions": ("gluten" | "gluten/wheat" | "gluten/rye" | "gluten/barley" | "gluten/oats" | "gluten/spelt" | "gluten/kamut" | "crustaceans" | "eggs" | "fish" | "peanuts" | "soybeans" | "milk" | "nuts" | "nuts/almond" | "nuts/hazelnut" | "nuts/walnut" | "nuts/cashew" | "nuts/pecan" | "nuts/brazil" | "nuts/pistachio" | "nuts/macadamia" | "celery" | "mustard" | "sesame" | "sulphites" | "lupin" | "molluscs")[]; "minimumRemainingLifeDays": number })[]; "deliverTo": { "siteId": string }; "incoterm": "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF"; "place": string; "deliveries": ({ "daysAfterDeadline": number; "share": number })[]; "paymentTerms": { "days": number; "from": "invoice" | "dispatch" | "delivery" | "end-of-month"; "advanceBasisPoints"?: number | undefined }; "currency": string; "visibility": { "kind": "open" } | { "kind": "invited"; "supplierIds": (string)[] } | { "kind": "invited" }; "weights": { "price": number; "leadTime": number; "evidence": number; "coverage": number }; "shareTargetPrices"?: boolean | undefined; "note"?: string | undefined; "createdAt": string }

export type Sample = { "id": string; "status": "requested" | "accepted" | "declined" | "withdrawn" | "sent" | "received"; "buyerId": string; "supplierId": string; "productId": string; "sku": string; "name": string; "specVersion": number; "quantity": number; "shipTo": { "siteId"?: string | undefined; "name": string; "gln"?: string | undefined; "address": { "lines": (string)[]; "postalCode"?: string | undefined; "city": string; "region"?: string | undefined; "country": string } }; "purpose": string; "reason"?: string | undefined; "dispatch"?: { "at": string; "carrier": { "name": string; "reference": string }; "lot"?: { "lotCode": string; "lotId"?: string | undefined; "siteId"?: string | undefined } | undefined } | undefined; "evaluation"?: { "at": string; "verdict": "fit" | "unfit"; "notes"?: string | undefined } | undefined; "requestedBy"?: string | undefined; "createdAt": string; "updatedAt": string }

export type SecondFactor = { "status": "none" | "offered" | "active"; "since"?: string | undefined; "recoveryCodesLeft"?: number | undefined; "locked"?: boolean | undefined }

export type Session = { "id": string; "openedAt": string; "refreshedAt": string; "expiresAt": string; "current": boolean; "organisationId"?: string | undefined }

export type Shipment = { "id": string; "orderId": string; "buyerId": string; "supplierId": string; "status": "planned" | "picked" | "dispatched" | "delivered" | "refused" | "lost" | "withdrawn"; "lines": ({ "deliveryId": string; "productId": string; "quantity": number })[]; "lots": ({ "deliveryId": string; "lotId": string; "lotCode": string; "markedOn"?: string | undefined; "siteId"?: string | undefined; "quantity": number; "grams"?: number | undefined; "accepted": number; "refused": number; "missing": number; "held": number; "over": number })[]; "pickReason"?: string | undefined; "carrier"?: { "name": string; "reference"?: string | undefined; "vehicle"?: string | undefined; "container"?: string | undefined; "seal"?: string | undefined } | undefined; "packages": ({ "sscc"?: string | undefined; "kind": "case" | "pallet" | "container"; "grossWeightGrams"?: number | undefined; "contents"?: ({ "deliveryId": string; "quantity": number })[] | undefined })[]; "documents": ({ "kind": "packing-list" | "bill-of-lading" | "consignment-note" | "certificate-of-analysis" | "health-certificate" | "certificate-of-origin" | "other"; "number"?: string | undefined; "reference": string })[]; "temperatures": ({ "at": string; "celsius": number; "sensor"?: string | undefined })[]; "note"?: string | undefined; "reason"?: string | undefined; "dispatchedAt"?: string | undefined; "arrivedAt"?: string | undefined; "createdAt": string; "updatedAt": string }

export type SigningKeys = { "keys": (Record<string, string>)[] }

export type SignOut = { "refreshToken"?: string | undefined }

export type Site = { "id": string; "name": string; "address": Address; "gln"?: string | undefined; "establishmentNumber"?: string | undefined }

export type SpecAcknowledgement = { "buyerId": string; "productId": string; "specVersion": number; "at": string }

export type SpecVersion = { "specVersion": number; "specifiedAt": string; "allergens": { "gluten"?: "contains" | "may contain" | "free" | undefined; "gluten/wheat"?: "contains" | "may contain" | "free" | undefined; "gluten/rye"?: "contains" | "may contain" | "free" | undefined; "gluten/barley"?: "contains" | "may contain" | "free" | undefined; "gluten/oats"?: "contains" | "may contain" | "free" | undefined; "gluten/spelt"?: "contains" | "may contain" | "free" | undefined; "gluten/kamut"?: "contains" | "may contain" | "free" | undefined; "crustaceans"?: "contains" | "may contain" | "free" | undefined; "eggs"?: "contains" | "may contain" | "free" | undefined; "fish"?: "contains" | "may contain" | "free" | undefined; "peanuts"?: "contains" | "may contain" | "free" | undefined; "soybeans"?: "contains" | "may contain" | "free" | undefined; "milk"?: "contains" | "may contain" | "free" | undefined; "nuts"?: "contains" | "may contain" | "free" | undefined; "nuts/almond"?: "contains" | "may contain" | "free" | undefined; "nuts/hazelnut"?: "contains" | "may contain" | "free" | undefined; "nuts/walnut"?: "contains" | "may contain" | "free" | undefined; "nuts/cashew"?: "contains" | "may contain" | "free" | undefined; "nuts/pecan"?: "contains" | "may contain" | "free" | undefined; "nuts/brazil"?: "contains" | "may contain" | "free" | undefined; "nuts/pistachio"?: "contains" | "may contain" | "free" | undefined; "nuts/macadamia"?: "contains" | "may contain" | "free" | undefined; "celery"?: "contains" | "may contain" | "free" | undefined; "mustard"?: "contains" | "may contain" | "free" | undefined; "sesame"?: "contains" | "may contain" | "free" | undefined; "sulphites"?: "contains" | "may contain" | "free" | undefined; "lupin"?: "contains" | "may contain" | "free" | undefined; "molluscs"?: "contains" | "may contain" | "free" | undefined }; "details": Record<string, unknown> }

export type SpecVersionSummary = { "specVersion": number; "specifiedAt": string }

export type Staff = { "id": string; "email": string; "name": string; "status": "active" | "disabled"; "createdAt": string }

export type StandingOrder = { "id": string; "status": "active" | "paused" | "ended"; "buyerId": string; "supplierId": string; "lines": ({ "productId": string; "quantities": { "monday"?: number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } | undefined; "tuesday"?: number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } | undefined; "wednesday"?: number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } | undefined; "thursday"?: number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } | undefined; "friday"?: number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } | undefined; "saturday"?: number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } | undefined; "sunday"?: number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } | undefined }; "buyerItemCode"?: string | undefined; "fulfilment"?: "from-stock" | "to-be-made" | undefined; "minimumRemainingLifeDays"?: number | undefined; "pastBestBeforeConsent"?: boolean | undefined })[]; "from": string; "until": string; "leadDays": number; "cutOffHour": number; "shipTo": { "siteId": string }; "billTo"?: { "siteId": string } | undefined; "currency"?: string | undefined; "incoterm"?: "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF" | undefined; "paymentTerms"?: { "days": number; "from": "invoice" | "dispatch" | "delivery" | "end-of-month"; "advanceBasisPoints"?: number | undefined } | undefined; "overDeliveryBasisPoints"?: number | undefined; "poNumber"?: string | undefined; "note"?: string | undefined; "internalNote"?: string | undefined; "pauses": ({ "from": string; "until": string })[]; "requestedBy": string; "describedBy": string; "reason"?: string | undefined; "next"?: { "date": string; "triedFrom": string; "cutOff": string; "obstacle"?: { "code": string; "detail": string; "since": string } | undefined } | undefined; "createdAt": string; "updatedAt": string }

export type StandingOrderOccurrence = { "date": string; "cutOff": string; "status": "placed" | "missed" | "obstructed" | "planned"; "orderId"?: string | undefined; "obstacle"?: { "code": string; "detail": string } | undefined; "at"?: string | undefined }

export type Stock = { "productId": string; "unit"?: "piece" | "gram" | "millilitre" | undefined; "lots": number; "onHand": number; "available": number; "reserved": number; "blocked": number; "grams"?: number | undefined; "soonest"?: string | undefined; "updatedAt": string; "positions"?: (StockPosition)[] | undefined }

export type StockFigures = { "from": string; "to": string; "items": ({ "ownerId": string; "productId": string; "unit": string; "onHand": number; "exposure": { "expired": number; "within7Days": number; "within30Days": number; "within90Days": number; "later": number; "undated": number }; "dispatched": number; "averageOnHand": number; "turnover": number | null })[] }

export type StockMovement = { "id": string; "at": string; "type": string; "moves": ({ "lotId": string; "siteId": string; "available"?: number | undefined; "reserved"?: number | undefined; "held"?: number | undefined; "quarantined"?: number | undefined; "grams"?: number | undefined })[]; "reason"?: string | undefined; "note"?: string | undefined; "reference"?: string | undefined; "reservationId"?: string | undefined; "for"?: { "orderId": string; "deliveryId": string; "buyerId": string } | undefined }

export type StockPosition = { "lotId": string; "code": string; "status": "released" | "held" | "recalled"; "dateMark": "use-by" | "best-before" | "none"; "markedOn"?: string | undefined; "siteId": string; "unit": "piece" | "gram" | "millilitre"; "onHand": number; "available": number; "reserved": number; "blocked": number; "grams"?: number | undefined; "held": number; "quarantined": number }

export type TaxId = { "country": string; "number": string }

export type TaxIdInput = { "country": string; "number": string }

export type Tokens = { "accessToken": string; "refreshToken"?: string | undefined; "tokenType": "Bearer"; "expiresIn": number }

export type Webhook = { "id": string; "url": string; "description": string; "types": (string)[] | null; "status": "active" | "disabled"; "disabled"?: { "at": string; "reason": "by-member" | "gone" | "failing" } | undefined; "secrets": ({ "from": string; "until": string | null })[]; "createdAt": string; "updatedAt": string; "secret"?: string | undefined }

export type WebhookDelivery = { "id": string; "messageId": string; "type": string; "status": "waiting" | "delivered" | "failed"; "body": string; "attempts": number; "lately": ({ "at": string; "durationMs": number; "status"?: number | undefined; "failure"?: "refused" | "unreachable" | "timed-out" | "too-large" | undefined; "reply"?: string | undefined; "retryAfterMs"?: number | undefined })[]; "nextAttemptAt"?: string | undefined; "endedAt"?: string | undefined; "createdAt": string }

export type WebhookHealth = { "waiting": number; "failures": number; "breaker": "closed" | "open"; "failingSince": string | null; "nextAttemptAt": string | null; "missed": { "since": string; "count": number } | null }

export type WebhookReplay = { "id": string; "state": string }

export type Operations = {
  /** Agree to a proposed cancellation */
  acceptCancellation: { params: { orderId: string }; reply: Order }
  /** Agree to a proposed change */
  acceptChange: { params: { orderId: string }; reply: Order }
  /** Accept a claim, or part of it */
  acceptClaim: { params: { claimId: string }; body: { "quantity"?: number | undefined; "reason"?: string | undefined }; reply: Claim }
  /** Accept a confirmation that deviates */
  acceptDeviation: { params: { orderId: string }; reply: Order }
  /** Accept an invitation */
  acceptInvitation: { body: { "token": string }; reply: JoinedOrganisation }
  /** Agree to send a sample */
  acceptSample: { params: { sampleId: string }; reply: Sample }
  /** Take note of a version */
  acknowledgeProductVersion: { params: { productId: string; specVersion: number }; reply: SpecAcknowledgement }
  /** Add a passkey */
  addPasskey: { body: { "name": string; "attestation": PasskeyAttestation }; reply: Passkey }
  /** Add papers to a shipment */
  addShipmentDocuments: { params: { shipmentId: string }; body: { "documents": ({ "kind": "packing-list" | "bill-of-lading" | "consignment-note" | "certificate-of-analysis" | "health-certificate" | "certificate-of-origin" | "other"; "number"?: string | undefined; "reference": string })[] }; reply: Shipment }
  /** Add a site */
  addSite: { params: { organisationId: string }; body: { "name": string; "address": AddressInput; "gln"?: string | undefined; "establishmentNumber"?: string | undefined }; reply: Site }
  /** Add what was made or found, take off what was lost or used */
  adjustStock: { body: { "lotId": string; "siteId": string; "change": "add" | "remove"; "quantity": number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" }; "grams"?: number | undefined; "quarantined"?: boolean | undefined; "reason": "produced" | "found" | "correction" | "damaged" | "expired" | "waste" | "lost" | "sample" | "consumed"; "note"?: string | undefined }; reply: MovedStock }
  /** Amend a certificate that is not judged yet, or was rejected */
  amendCertificate: { params: { certificateId: string }; body: { "scheme": string; "number": string; "issuer": string; "scope": { "siteIds"?: (string)[] | undefined; "categories"?: (string)[] | undefined; "productIds"?: (string)[] | undefined; "exclusions"?: string | undefined }; "validFrom": string; "validTo": string; "documentUrl"?: string | undefined }; reply: Certificate }
  /** Count orders and their value */
  analyseOrders: { query?: { from?: string | undefined; to?: string | undefined; organisationId?: string | undefined; side?: "buyer" | "supplier" | undefined; groupBy?: "day" | "category" | "counterparty" | "organisation" | "status" | undefined }; reply: OrderFigures }
  /** Measure how often, how fast and how well requests are answered */
  analyseQuotes: { query?: { from?: string | undefined; to?: string | undefined; organisationId?: string | undefined; side?: "buyer" | "supplier" | undefined; groupBy?: "supplier" | "buyer" | "day" | undefined }; reply: QuoteFigures }
  /** Show how fast the exchange answers */
  analyseRequests: { query?: { from?: string | undefined; to?: string | undefined; groupBy?: "route" | "day" | undefined }; reply: RequestFigures }
  /** Show what stock turns over, and what will expire */
  analyseStock: { query?: { from?: string | undefined; to?: string | undefined; organisationId?: string | undefined; productId?: string | undefined; limit?: number | undefined }; reply: StockFigures }
  /** Approve an award */
  approveAward: { params: { awardId: string }; reply: Award }
  /** Give the next approval */
  approveOrder: { params: { orderId: string }; reply: Order }
  /** Ask to change my e-mail address */
  askForEmail: { body: { "email": string; "password": string }; reply: undefined }
  /** Complete what somebody is typing */
  autocompleteProducts: { query: { q: string; limit?: number | undefined }; reply: { "items": ({ "text": string })[] } }
  /** Let a backup read the store of the data folder */
  beginBackup: { reply: Backup }
  /** Begin to sign in through an organisation’s identity provider */
  beginProviderSignIn: { body: { "organisationId"?: string | undefined; "email"?: string | undefined; "page"?: string | undefined }; reply: BegunProviderSignIn }
  /** Cancel a job */
  cancelJob: { params: { jobId: string }; reply: Job }
  /** Cancel an order, or propose to cancel what is left of it */
  cancelOrder: { params: { orderId: string }; body: { "reason": string; "deliveries"?: ({ "deliveryId": string; "quantity": number })[] | undefined }; reply: Order }
  /** Stop a rebuild; what it has made stays, and is right */
  cancelRebuild: { params: { jobId: string }; reply: Rebuild }
  /** Cancel an RFQ */
  cancelRfq: { params: { rfqId: string }; body: { "reason": string }; reply: Rfq }
  /** Say where a lot’s certificate of analysis is */
  certifyLot: { params: { lotId: string }; body: { "certificateOfAnalysis": { "reference": string; "issuedOn"?: string | undefined } }; reply: Lot }
  /** Begin to sign in by a passkey */
  challengePasskey: { reply: PasskeyOptions }
  /** Change a customer group */
  changeCustomerGroup: { params: { customerGroupId: string }; body: { "name": string; "organisationIds": (string)[] }; reply: CustomerGroup }
  /** Change a member’s role */
  changeMemberRole: { params: { organisationId: string; userId: string }; body: { "role": "owner" | "admin" | "buyer" | "seller" | "approver" | "quality" | "viewer" }; reply: undefined }
  /** Change my password */
  changePassword: { body: { "currentPassword": string; "newPassword": string }; reply: undefined }
  /** Change a price list’s name, audience or validity */
  changePriceList: { params: { priceListId: string }; body: { "name": string; "audience": { "kind": "public" } | { "kind": "organisations"; "organisationIds": (string)[] } | { "kind": "group"; "groupId": string }; "validFrom": string; "validTo"?: string | undefined; "containers"?: boolean | undefined }; reply: PriceList }
  /** Change some of a product */
  changeProduct: { params: { productId: string }; body: { "name"?: Record<string, string> | undefined; "description"?: Record<string, string> | null | undefined; "brand"?: string | null | undefined; "brandOwner"?: string | null | undefined; "category"?: string | null | undefined; "countryOfOrigin"?: string | null | undefined; "hsCode"?: string | null | undefined; "ingredients"?: string | null | undefined; "nutrition"?: { "energyKj"?: number | undefined; "energyKcal"?: number | undefined; "fat"?: number | undefined; "saturatedFat"?: number | undefined; "carbohydrate"?: number | undefined; "sugars"?: number | undefined; "fibre"?: number | undefined; "protein"?: number | undefined; "salt"?: number | undefined } | null | undefined; "storageTemperature"?: { "minCelsius": number; "maxCelsius": number } | null | undefined; "shelfLifeDays"?: number | null | undefined; "dateMark"?: "use-by" | "best-before" | "none" | undefined; "soldBy"?: "piece" | "kilogram" | "litre" | "catch-weight" | undefined; "drained"?: boolean | null | undefined; "unit"?: { "netWeightGrams"?: number | undefined; "drainedWeightGrams"?: number | undefined; "grossWeightGrams"?: number | undefined; "volumeCubicCentimetres"?: number | undefined } | null | undefined; "packaging"?: ({ "level": "case" | "layer" | "pallet" | "container-20" | "container-40"; "contains": number; "of": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40"; "netWeightGrams"?: number | undefined; "drainedWeightGrams"?: number | undefined; "grossWeightGrams"?: number | undefined; "volumeCubicCentimetres"?: number | undefined })[] | null | undefined; "gtins"?: { "base"?: string | undefined; "case"?: string | undefined; "layer"?: string | undefined; "pallet"?: string | undefined; "container-20"?: string | undefined; "container-40"?: string | undefined } | null | undefined; "productionSites"?: (string)[] | null | undefined; "visibility"?: { "kind": "public" } | { "kind": "private-label"; "brandOwnerId": string } | undefined }; reply: Product }
  /** Change where an endpoint is, or what it is told of */
  changeWebhook: { params: { webhookId: string }; body: { "url"?: string | undefined; "description"?: string | undefined; "types"?: ("organisation.verification-judged" | "organisation.member-joined" | "organisation.member-role-changed" | "organisation.member-left" | "product.published" | "product.described" | "product.allergens-confirmed" | "product.discontinued" | "certificate.claimed" | "certificate.amended" | "certificate.judged" | "lot.registered" | "lot.held" | "lot.released" | "lot.recalled" | "rfq.published" | "rfq.changed" | "rfq.deadline-extended" | "rfq.quote-received" | "rfq.quote-withdrawn" | "rfq.closed" | "rfq.cancelled" | "quote.submitted" | "quote.revised" | "quote.withdrawn" | "quote.accepted" | "quote.rejected" | "award.proposed" | "award.approval-given" | "award.approved" | "award.rejected" | "order.submitted" | "order.approval-given" | "order.approved" | "order.rejected" | "order.change-submitted" | "order.deviation-submitted" | "order.sent" | "order.confirmed" | "order.declined" | "order.deviation-proposed" | "order.deviation-refused" | "order.change-proposed" | "order.change-refused" | "order.change-withdrawn" | "order.changed" | "order.cancellation-proposed" | "order.cancellation-refused" | "order.cancelled" | "order.remainder-cancelled" | "order.hold-lapsed" | "order.received" | "order.closed" | "order.reopened" | "shipment.planned" | "shipment.picked" | "shipment.packed" | "shipment.dispatched" | "shipment.delivered" | "shipment.received" | "shipment.refused" | "claim.submitted" | "claim.accepted" | "claim.rejected" | "claim.withdrawn" | "claim.returned" | "claim.credited" | "sample.requested" | "sample.accepted" | "sample.declined" | "sample.sent" | "sample.received" | "sample.withdrawn" | "standing-order.placed" | "standing-order.obstructed" | "standing-order.missed" | "standing-order.paused" | "standing-order.resumed" | "standing-order.ended" | "invoice.issued" | "invoice.credited" | "invoice.payment-recorded")[] | null | undefined }; reply: Webhook }
  /** Claim a certificate */
  claimCertificate: { body: { "scheme": string; "number": string; "issuer": string; "scope": { "siteIds"?: (string)[] | undefined; "categories"?: (string)[] | undefined; "productIds"?: (string)[] | undefined; "exclusions"?: string | undefined }; "validFrom": string; "validTo": string; "documentUrl"?: string | undefined }; reply: Certificate }
  /** Clear goods that were quarantined, such as a refused delivery that came back */
  clearStock: { body: { "lotId": string; "siteId": string; "quantity": number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" }; "reason": string }; reply: MovedStock }
  /** Close an order whose deliveries are all settled */
  closeOrder: { params: { orderId: string }; reply: Order }
  /** Take no more quotes */
  closeRfq: { params: { rfqId: string }; reply: Rfq }
  /** Compare the quotes on an RFQ */
  compareQuotes: { params: { rfqId: string }; reply: Comparison }
  /** Confirm what a product says of allergens */
  confirmAllergens: { params: { productId: string }; body: { "allergens": ({ "allergen": "gluten" | "gluten/wheat" | "gluten/rye" | "gluten/barley" | "gluten/oats" | "gluten/spelt" | "gluten/kamut" | "crustaceans" | "eggs" | "fish" | "peanuts" | "soybeans" | "milk" | "nuts" | "nuts/almond" | "nuts/hazelnut" | "nuts/walnut" | "nuts/cashew" | "nuts/pecan" | "nuts/brazil" | "nuts/pistachio" | "nuts/macadamia" | "celery" | "mustard" | "sesame" | "sulphites" | "lupin" | "molluscs"; "status": "contains" | "may contain" | "free" | "undeclared" })[] }; reply: Product }
  /** Change to the address that this token was mailed to */
  confirmEmail: { body: { "token": string }; reply: undefined }
  /** Confirm an order as ordered, or otherwise */
  confirmOrder: { params: { orderId: string }; body: { "deliveries"?: ({ "deliveryId": string; "quantity"?: number | undefined; "date"?: string | undefined; "unitPrice"?: string | undefined; "currency"?: string | undefined; "pricedPer"?: "piece" | "kilogram" | "litre" | undefined })[] | undefined; "note"?: string | undefined }; reply: Order }
  /** Confirm the second factor with a first code */
  confirmSecondFactor: { body: { "code": string }; reply: RecoveryCodes }
  /** Connect the organisation’s identity provider, or change it */
  connectIdentityProvider: { params: { organisationId: string }; body: { "issuer": string; "clientId": string; "clientSecret"?: string | undefined; "domains": (string)[] }; reply: IdentityProvider }
  /** Plan a shipment, or send it off at once */
  createShipment: { params: { orderId: string }; body: { "lines"?: ({ "deliveryId": string; "quantity": number; "lots"?: ({ "lotId": string; "siteId"?: string | undefined; "quantity": number; "grams"?: number | undefined })[] | undefined; "reason"?: string | undefined; "grams"?: number | undefined })[] | undefined; "dispatch"?: boolean | undefined; "carrier"?: { "name": string; "reference"?: string | undefined; "vehicle"?: string | undefined; "container"?: string | undefined; "seal"?: string | undefined } | undefined; "packages"?: ({ "sscc"?: string | undefined; "kind": "case" | "pallet" | "container"; "grossWeightGrams"?: number | undefined; "contents"?: ({ "deliveryId": string; "quantity": number })[] | undefined })[] | undefined; "shipFromSiteId"?: string | undefined; "documents"?: ({ "kind": "packing-list" | "bill-of-lading" | "consignment-note" | "certificate-of-analysis" | "health-certificate" | "certificate-of-origin" | "other"; "number"?: string | undefined; "reference": string })[] | undefined; "note"?: string | undefined }; reply: Shipment }
  /** Open an account of platform staff */
  createStaff: { body: { "email": string; "password": string; "name": string; "locale"?: string | undefined }; reply: Staff }
  /** Approve, refuse or suspend an identity provider */
  decideIdentityProvider: { params: { organisationId: string }; body: { "outcome": "approved" | "refused" | "suspended"; "reason": string }; reply: IdentityProvider }
  /** Verify, reject or suspend an organisation */
  decideVerification: { params: { organisationId: string }; body: { "outcome": "verified" | "rejected" | "suspended"; "reason": string }; reply: Organisation }
  /** Decline an order */
  declineOrder: { params: { orderId: string }; body: { "reason": string }; reply: Order }
  /** Decline to send a sample */
  declineSample: { params: { sampleId: string }; body: { "reason": string }; reply: Sample }
  /** Cancel a job */
  deleteJob: { params: { jobId: string }; reply: Job }
  /** Delete a template */
  deleteRfqTemplate: { params: { templateId: string }; reply: undefined }
  /** Say that a shipment has arrived */
  deliverShipment: { params: { shipmentId: string }; reply: Shipment }
  /** Disable an account of platform staff */
  disableStaff: { params: { staffId: string }; body: { "reason": string }; reply: undefined }
  /** Disable a user’s account */
  disableUser: { params: { userId: string }; body: { "reason": string }; reply: undefined }
  /** Have nothing sent to an endpoint for now */
  disableWebhook: { params: { webhookId: string }; reply: Webhook }
  /** Throw a drafted invoice away */
  discardInvoice: { params: { invoiceId: string }; reply: Invoice }
  /** Discontinue a product */
  discontinueProduct: { params: { productId: string }; body: { "reason": string }; reply: Product }
  /** Let a picked shipment leave */
  dispatchShipment: { params: { shipmentId: string }; body: { "carrier"?: { "name": string; "reference"?: string | undefined; "vehicle"?: string | undefined; "container"?: string | undefined; "seal"?: string | undefined } | undefined; "documents"?: ({ "kind": "packing-list" | "bill-of-lading" | "consignment-note" | "certificate-of-analysis" | "health-certificate" | "certificate-of-origin" | "other"; "number"?: string | undefined; "reference": string })[] | undefined }; reply: Shipment }
  /** Draft an invoice of an order */
  draftInvoice: { params: { orderId: string }; body: { "kind"?: "advance" | "partial" | "final" | undefined; "tax": { "category": "S" | "Z" | "E" | "AE" | "K" | "G" | "O" | "L" | "M"; "ratePercent"?: string | undefined; "reason"?: string | undefined; "reasonCode"?: string | undefined }; "lineTaxes"?: ({ "lineId": string; "tax": { "category": "S" | "Z" | "E" | "AE" | "K" | "G" | "O" | "L" | "M"; "ratePercent"?: string | undefined; "reason"?: string | undefined; "reasonCode"?: string | undefined } })[] | undefined; "chargesTax"?: { "category": "S" | "Z" | "E" | "AE" | "K" | "G" | "O" | "L" | "M"; "ratePercent"?: string | undefined; "reason"?: string | undefined; "reasonCode"?: string | undefined } | undefined; "lines"?: ({ "deliveryId": string; "quantity": number; "grams"?: number | undefined })[] | undefined; "allowances"?: ({ "reason": string; "amount": { "amount": number; "currency": string }; "tax"?: { "category": "S" | "Z" | "E" | "AE" | "K" | "G" | "O" | "L" | "M"; "ratePercent"?: string | undefined; "reason"?: string | undefined; "reasonCode"?: string | undefined } | undefined })[] | undefined; "transportEvidence"?: ({ "kind": string; "reference": string })[] | undefined; "note"?: string | undefined }; reply: Invoice }
  /** Draft a product */
  draftProduct: { body: { "sku": string; "name": Record<string, string>; "description"?: Record<string, string> | undefined; "brand"?: string | undefined; "brandOwner"?: string | undefined; "category"?: string | undefined; "countryOfOrigin"?: string | undefined; "hsCode"?: string | undefined; "ingredients"?: string | undefined; "nutrition"?: { "energyKj"?: number | undefined; "energyKcal"?: number | undefined; "fat"?: number | undefined; "saturatedFat"?: number | undefined; "carbohydrate"?: number | undefined; "sugars"?: number | undefined; "fibre"?: number | undefined; "protein"?: number | undefined; "salt"?: number | undefined } | undefined; "storageTemperature"?: { "minCelsius": number; "maxCelsius": number } | undefined; "shelfLifeDays"?: number | undefined; "dateMark"?: "use-by" | "best-before" | "none" | undefined; "soldBy"?: "piece" | "kilogram" | "litre" | "catch-weight" | undefined; "drained"?: boolean | undefined; "unit"?: { "netWeightGrams"?: number | undefined; "drainedWeightGrams"?: number | undefined; "grossWeightGrams"?: number | undefined; "volumeCubicCentimetres"?: number | undefined } | undefined; "packaging"?: ({ "level": "case" | "layer" | "pallet" | "container-20" | "container-40"; "contains": number; "of": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40"; "netWeightGrams"?: number | undefined; "drainedWeightGrams"?: number | undefined; "grossWeightGrams"?: number | undefined; "volumeCubicCentimetres"?: number | undefined })[] | undefined; "gtins"?: { "base"?: string | undefined; "case"?: string | undefined; "layer"?: string | undefined; "pallet"?: string | undefined; "container-20"?: string | undefined; "container-40"?: string | undefined } | undefined; "productionSites"?: (string)[] | undefined; "visibility"?: { "kind": "public" } | { "kind": "private-label"; "brandOwnerId": string } | undefined }; reply: Product }
  /** Draft an RFQ */
  draftRfq: { body: { "title"?: string | undefined; "lines": ({ "productId": string; "quantity": number; "level"?: "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" | undefined; "buyerItemCode"?: string | undefined; "targetPrice"?: string | undefined; "requiredCertificates"?: (string)[] | undefined; "allergenExclusions"?: ("gluten" | "gluten/wheat" | "gluten/rye" | "gluten/barley" | "gluten/oats" | "gluten/spelt" | "gluten/kamut" | "crustaceans" | "eggs" | "fish" | "peanuts" | "soybeans" | "milk" | "nuts" | "nuts/almond" | "nuts/hazelnut" | "nuts/walnut" | "nuts/cashew" | "nuts/pecan" | "nuts/brazil" | "nuts/pistachio" | "nuts/macadamia" | "celery" | "mustard" | "sesame" | "sulphites" | "lupin" | "molluscs")[] | undefined; "minimumRemainingLifeDays"?: number | undefined } | { "specification": string; "quantity": number; "unit": "piece" | "gram" | "millilitre"; "buyerItemCode"?: string | undefined; "targetPrice"?: string | undefined; "requiredCertificates"?: (string)[] | undefined; "allergenExclusions"?: ("gluten" | "gluten/wheat" | "gluten/rye" | "gluten/barley" | "gluten/oats" | "gluten/spelt" | "gluten/kamut" | "crustaceans" | "eggs" | "fish" | "peanuts" | "soybeans" | "milk" | "nuts" | "nuts/almond" | "nuts/hazelnut" | "nuts/walnut" | "nuts/cashew" | "nuts/pecan" | "nuts/brazil" | "nuts/pistachio" | "nuts/macadamia" | "celery" | "mustard" | "sesame" | "sulphites" | "lupin" | "molluscs")[] | undefined; "minimumRemainingLifeDays"?: number | undefined })[]; "deliverTo": { "siteId": string }; "incoterm": "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF"; "place": string; "deliveries": ({ "date": string; "share"?: number | undefined })[]; "paymentTerms": { "days": number; "from": "invoice" | "dispatch" | "delivery" | "end-of-month"; "advanceBasisPoints"?: number | undefined }; "currency": string; "deadline": string; "visibility": { "kind": "open" } | { "kind": "invited"; "supplierIds": (string)[] }; "weights"?: { "price": number; "leadTime": number; "evidence": number; "coverage": number } | undefined; "shareTargetPrices"?: boolean | undefined; "note"?: string | undefined }; reply: Rfq }
  /** Draft an RFQ from a template */
  draftRfqFromTemplate: { params: { templateId: string }; body: { "deadline": string; "title"?: string | undefined }; reply: Rfq }
  /** Enable a user’s account again */
  enableUser: { params: { userId: string }; reply: undefined }
  /** Have events sent to a disabled endpoint again */
  enableWebhook: { params: { webhookId: string }; reply: Webhook }
  /** Tell that a backup has closed the store again */
  endBackup: { reply: Backup }
  /** Sign out everywhere */
  endSessions: { query?: { keep?: "current" | undefined }; reply: undefined }
  /** End a standing order */
  endStandingOrder: { params: { standingOrderId: string }; body: { "reason"?: string | undefined }; reply: StandingOrder }
  /** Erase my account */
  eraseMe: { body: { "password": string }; reply: undefined }
  /** Erase a member of platform staff */
  eraseStaff: { params: { staffId: string }; body: { "reason": string }; reply: undefined }
  /** Erase a person who asked the platform for it */
  eraseUser: { params: { userId: string }; body: { "reason": string }; reply: undefined }
  /** Export your products */
  exportProducts: { query?: { format?: "ndjson" | "csv" | undefined }; reply: undefined }
  /** Move the deadline later */
  extendRfq: { params: { rfqId: string }; body: { "deadline": string; "reason": string }; reply: Rfq }
  /** Finish to sign in through an identity provider */
  finishProviderSignIn: { body: { "signInToken": string; "url": string }; reply: Tokens }
  /** Form a customer group */
  formCustomerGroup: { body: { "name": string; "organisationIds": (string)[] }; reply: CustomerGroup }
  /** Read who has to approve what */
  getApprovalRules: { params: { organisationId: string }; query?: { asOf?: string | undefined }; reply: ApprovalRules }
  /** Read the newest signed checkpoint of the trail */
  getAuditCheckpoint: { query?: { organisationId?: string | undefined }; reply: { "note": string | null; "verifierKey": string; "size": number; "root": string } }
  /** Ask whether a product is in stock at its supplier */
  getAvailability: { query: { productId: string }; reply: Availability }
  /** Read an award */
  getAward: { params: { awardId: string }; query?: { asOf?: string | undefined }; reply: Award }
  /** Read a budget and what is left of it */
  getBudget: { params: { organisationId: string; currency: string; period: string }; query?: { asOf?: string | undefined }; reply: Budget }
  /** Read a certificate */
  getCertificate: { params: { certificateId: string }; query?: { asOf?: string | undefined }; reply: Certificate }
  /** Read a claim */
  getClaim: { params: { claimId: string }; query?: { asOf?: string | undefined }; reply: Claim }
  /** Read a credit note */
  getCreditNote: { params: { creditNoteId: string }; query?: { asOf?: string | undefined }; reply: CreditNote }
  /** Read a customer group */
  getCustomerGroup: { params: { customerGroupId: string }; query?: { asOf?: string | undefined }; reply: CustomerGroup }
  /** Read the organisation’s identity provider */
  getIdentityProvider: { params: { organisationId: string }; query?: { asOf?: string | undefined }; reply: IdentityProvider }
  /** How an import reads its columns */
  getImportMapping: { params: { jobId: string }; reply: ImportMapping }
  /** Read an invoice */
  getInvoice: { params: { invoiceId: string }; query?: { asOf?: string | undefined }; reply: Invoice }
  /** See whether an invoice is for what is payable */
  getInvoiceMatch: { params: { invoiceId: string }; reply: InvoiceMatch }
  /** Read a job */
  getJob: { params: { jobId: string }; reply: Job }
  /** What became of each row of an import */
  getJobReport: { params: { jobId: string }; reply: undefined }
  /** Read a lot */
  getLot: { params: { lotId: string }; query?: { asOf?: string | undefined }; reply: Lot }
  /** Who I am */
  getMe: { reply: Me }
  /** Read an order */
  getOrder: { params: { orderId: string }; query?: { asOf?: string | undefined }; reply: Order }
  /** Read an organisation */
  getOrganisation: { params: { organisationId: string }; query?: { asOf?: string | undefined }; reply: Organisation }
  /** What you pay for a product at a quantity */
  getPrice: { query: { productId: string; quantity?: number | undefined; currency?: string | undefined; incoterm?: "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF" | undefined }; reply: PriceForQuantity }
  /** Read a price list */
  getPriceList: { params: { priceListId: string }; query?: { asOf?: string | undefined }; reply: PriceList }
  /** What you pay for many products */
  getPrices: { query: { productId: (string)[]; quantity?: (number)[] | undefined; currency?: string | undefined; incoterm?: "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF" | undefined }; reply: PricesForBasket }
  /** Read a product */
  getProduct: { params: { productId: string }; query?: { asOf?: string | undefined }; reply: Product }
  /** One version of a product’s specification: it never changes */
  getProductVersion: { params: { productId: string; specVersion: number }; reply: SpecVersion }
  /** Read a quote */
  getQuote: { params: { quoteId: string }; query?: { asOf?: string | undefined }; reply: Quote }
  /** Read how far a rebuild is, and what came of it */
  getRebuild: { params: { jobId: string }; reply: Rebuild }
  /** Read an RFQ */
  getRfq: { params: { rfqId: string }; query?: { asOf?: string | undefined }; reply: Rfq }
  /** Read a template */
  getRfqTemplate: { params: { templateId: string }; query?: { asOf?: string | undefined }; reply: RfqTemplate }
  /** Read a sample */
  getSample: { params: { sampleId: string }; query?: { asOf?: string | undefined }; reply: Sample }
  /** Whether signing in takes a code */
  getSecondFactor: { reply: SecondFactor }
  /** Read a shipment */
  getShipment: { params: { shipmentId: string }; query?: { asOf?: string | undefined }; reply: Shipment }
  /** The public keys of access tokens */
  getSigningKeys: { reply: SigningKeys }
  /** Read a site */
  getSite: { params: { organisationId: string; siteId: string }; query?: { asOf?: string | undefined }; reply: Site }
  /** Who I am, as staff */
  getStaffMe: { reply: Staff }
  /** Read a standing order */
  getStandingOrder: { params: { standingOrderId: string }; query?: { asOf?: string | undefined }; reply: StandingOrder }
  /** Read an endpoint */
  getWebhook: { params: { webhookId: string }; query?: { asOf?: string | undefined }; reply: Webhook }
  /** Read a delivery */
  getWebhookDelivery: { params: { webhookId: string; deliveryId: string }; reply: WebhookDelivery }
  /** Read how an endpoint does */
  getWebhookHealth: { params: { webhookId: string }; reply: WebhookHealth }
  /** Let somebody approve in one’s place */
  giveDelegation: { params: { organisationId: string }; body: { "toUserId": string; "fromUserId"?: string | undefined; "from": string; "until": string; "reason": string }; reply: Delegation }
  /** Hold a lot */
  holdLot: { params: { lotId: string }; body: { "reason": string }; reply: Lot }
  /** Invite somebody into the organisation */
  inviteMember: { params: { organisationId: string }; body: { "email": string; "role": "owner" | "admin" | "buyer" | "seller" | "approver" | "quality" | "viewer" }; reply: Invitation }
  /** Make an API key */
  issueApiKey: { params: { organisationId: string }; body: { "name": string; "role": "admin" | "buyer" | "seller" | "approver" | "quality" | "viewer"; "expiresAt"?: string | undefined }; reply: ApiKey }
  /** Credit an invoice, or part of it */
  issueCreditNote: { params: { invoiceId: string }; body: { "reason": string; "claimId"?: string | undefined; "lines"?: ({ "lineId": string; "quantity": number; "grams"?: number | undefined })[] | undefined; "charges"?: ({ "chargeId": string; "amount": { "amount": number; "currency": string } })[] | undefined; "number"?: string | undefined; "series"?: string | undefined }; reply: CreditNote }
  /** Issue a drafted invoice */
  issueInvoice: { params: { invoiceId: string }; body: { "number"?: string | undefined; "series"?: string | undefined; "sellerTaxNumber"?: string | undefined }; reply: Invoice }
  /** Get an access token */
  issueTokens: { body: { "grantType": "password" | "second_factor" | "passkey" | "refresh_token" | "client_credentials"; "email"?: string | undefined; "password"?: string | undefined; "realm"?: "staff" | undefined; "secondFactorToken"?: string | undefined; "code"?: string | undefined; "assertion"?: PasskeyAssertion | undefined; "refreshToken"?: string | undefined; "clientId"?: string | undefined; "clientSecret"?: string | undefined }; reply: Tokens }
  /** Lift a budget */
  liftBudget: { params: { organisationId: string; currency: string; period: string }; reply: undefined }
  /** List the organisation’s API keys */
  listApiKeys: { params: { organisationId: string }; query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (ApiKey)[]; "page": Page } }
  /** Read what happened: who, when, what, and what led to it */
  listAuditEntries: { query?: { organisationId?: string | undefined; from?: string | undefined; until?: string | undefined; record?: string | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": ({ "sequence": number; "commitId": string | null; "at": string | null; "actor": { "kind": "user" | "api-key" | "staff" | "system"; "id": string } | null; "cause": { "kind": "request" | "event" | "job" | "command-line"; "id": string } | null; "changes": ({ "record": string; "version": number; "events": (string)[]; "reason": string | null; "before": string | null; "after": string | null })[]; "digest": string | null; "isGenuine": boolean; "leaf": string })[]; "page": Page } }
  /** List the awards of an RFQ */
  listAwardsOfRfq: { params: { rfqId: string }; query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Award)[]; "page": Page } }
  /** List the organisation’s budgets */
  listBudgets: { params: { organisationId: string }; query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Budget)[]; "page": Page } }
  /** The tree of categories */
  listCategories: { reply: { "items": ({ "id": string; "parent": string | null; "names": Record<string, string> })[] } }
  /** List certificates */
  listCertificates: { query?: { supplier?: string | undefined; status?: "claimed" | "verified" | "rejected" | "suspended" | "revoked" | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Certificate)[]; "page": Page } }
  /** The certificate schemes that are known */
  listCertificateSchemes: { reply: { "items": ({ "id": string; "name": string; "scope": "site" | "product"; "mustCover": "production" | "sale" })[] } }
  /** List your organisation’s claims */
  listClaims: { query?: { status?: "submitted" | "accepted" | "part-accepted" | "rejected" | "withdrawn" | "return-expected" | "returned" | undefined; role?: "buyer" | "supplier" | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Claim)[]; "page": Page } }
  /** List the pools of connections to servers, how busy they are and how long commands waited */
  listConnectionPools: { query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (ConnectionPool)[]; "page": Page } }
  /** List the consumers of events and how late they are */
  listConsumers: { query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Consumer)[]; "page": Page } }
  /** List an invoice’s credit notes */
  listCreditNotes: { params: { invoiceId: string }; query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (CreditNote)[]; "page": Page } }
  /** List your customer groups */
  listCustomerGroups: { query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (CustomerGroup)[]; "page": Page } }
  /** List the messages that a consumer gave up */
  listDeadLetters: { query?: { consumer?: string | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (DeadLetter)[]; "page": Page } }
  /** List who stands in for whom */
  listDelegations: { params: { organisationId: string }; query?: { asOf?: string | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Delegation)[]; "page": Page } }
  /** List who uses routes that are deprecated, and how often */
  listDeprecatedUses: { query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (DeprecatedUse)[]; "page": Page } }
  /** Read what happened, or be told of it as it happens */
  listEvents: { query?: { after?: string | undefined; limit?: number | undefined; types?: ("organisation.verification-judged" | "organisation.member-joined" | "organisation.member-role-changed" | "organisation.member-left" | "product.published" | "product.described" | "product.allergens-confirmed" | "product.discontinued" | "certificate.claimed" | "certificate.amended" | "certificate.judged" | "lot.registered" | "lot.held" | "lot.released" | "lot.recalled" | "rfq.published" | "rfq.changed" | "rfq.deadline-extended" | "rfq.quote-received" | "rfq.quote-withdrawn" | "rfq.closed" | "rfq.cancelled" | "quote.submitted" | "quote.revised" | "quote.withdrawn" | "quote.accepted" | "quote.rejected" | "award.proposed" | "award.approval-given" | "award.approved" | "award.rejected" | "order.submitted" | "order.approval-given" | "order.approved" | "order.rejected" | "order.change-submitted" | "order.deviation-submitted" | "order.sent" | "order.confirmed" | "order.declined" | "order.deviation-proposed" | "order.deviation-refused" | "order.change-proposed" | "order.change-refused" | "order.change-withdrawn" | "order.changed" | "order.cancellation-proposed" | "order.cancellation-refused" | "order.cancelled" | "order.remainder-cancelled" | "order.hold-lapsed" | "order.received" | "order.closed" | "order.reopened" | "shipment.planned" | "shipment.picked" | "shipment.packed" | "shipment.dispatched" | "shipment.delivered" | "shipment.received" | "shipment.refused" | "claim.submitted" | "claim.accepted" | "claim.rejected" | "claim.withdrawn" | "claim.returned" | "claim.credited" | "sample.requested" | "sample.accepted" | "sample.declined" | "sample.sent" | "sample.received" | "sample.withdrawn" | "standing-order.placed" | "standing-order.obstructed" | "standing-order.missed" | "standing-order.paused" | "standing-order.resumed" | "standing-order.ended" | "invoice.issued" | "invoice.credited" | "invoice.payment-recorded")[] | undefined }; reply: EventPage }
  /** List the exchange rates */
  listExchangeRates: { query?: { base?: string | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (ExchangeRates)[]; "page": Page } }
  /** List customs codes of the Harmonized System */
  listHsCodes: { query?: { under?: string | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (HsCode)[]; "page": Page } }
  /** List identity providers by how they were judged */
  listIdentityProviders: { query?: { status?: "pending" | "approved" | "refused" | "suspended" | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (IdentityProvider)[]; "page": Page } }
  /** List the organisation’s invitations */
  listInvitations: { params: { organisationId: string }; query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Invitation)[]; "page": Page } }
  /** List your organisation’s invoices */
  listInvoices: { query?: { status?: "draft" | "issued" | "discarded" | undefined; role?: "buyer" | "supplier" | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (InvoiceSummary)[]; "page": Page } }
  /** Your own codes for products */
  listItemCodes: { query?: { itemCode?: string | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (ItemCode)[]; "page": Page } }
  /** List your organisation’s jobs, the newest first */
  listJobs: { query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Job)[]; "page": Page } }
  /** List lots */
  listLots: { query?: { productId?: string | undefined; status?: "released" | "held" | "recalled" | undefined; code?: string | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Lot)[]; "page": Page } }
  /** List the organisation’s members */
  listMembers: { params: { organisationId: string }; query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Member)[]; "page": Page } }
  /** List the changes that both sides agreed to */
  listOrderChanges: { params: { orderId: string }; query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (OrderChange)[]; "page": Page } }
  /** List an order’s claims */
  listOrderClaims: { params: { orderId: string }; query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Claim)[]; "page": Page } }
  /** List an order’s invoices */
  listOrderInvoices: { params: { orderId: string }; query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (InvoiceSummary)[]; "page": Page } }
  /** List your organisation’s orders */
  listOrders: { query?: { status?: "draft" | "pending-approval" | "approved" | "sent" | "confirmed" | "closed" | "rejected" | "declined" | "cancelled" | undefined; role?: "buyer" | "supplier" | undefined; since?: string | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (OrderSummary)[]; "page": Page } }
  /** List organisations by verification state */
  listOrganisations: { query: { verification: "unverified" | "pending" | "verified" | "rejected" | "suspended"; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Organisation)[]; "page": Page } }
  /** List your passkeys */
  listPasskeys: { query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Passkey)[]; "page": Page } }
  /** List price lists */
  listPriceLists: { query?: { as?: "supplier" | "buyer" | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (PriceList)[]; "page": Page } }
  /** List a price list’s prices */
  listPrices: { params: { priceListId: string }; query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Price)[]; "page": Page } }
  /** Who has taken note of which version */
  listProductAcknowledgements: { params: { productId: string }; query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (SpecAcknowledgement)[]; "page": Page } }
  /** Search the catalogue */
  listProducts: { query?: { q?: string | undefined; category?: (string)[] | undefined; brand?: (string)[] | undefined; country?: (string)[] | undefined; supplier?: (string)[] | undefined; allergenFree?: ("gluten" | "gluten/wheat" | "gluten/rye" | "gluten/barley" | "gluten/oats" | "gluten/spelt" | "gluten/kamut" | "crustaceans" | "eggs" | "fish" | "peanuts" | "soybeans" | "milk" | "nuts" | "nuts/almond" | "nuts/hazelnut" | "nuts/walnut" | "nuts/cashew" | "nuts/pecan" | "nuts/brazil" | "nuts/pistachio" | "nuts/macadamia" | "celery" | "mustard" | "sesame" | "sulphites" | "lupin" | "molluscs")[] | undefined; certificate?: (string)[] | undefined; minShelfLifeDays?: number | undefined; status?: ("published" | "draft")[] | undefined; sort?: "relevance" | "name" | "newest" | undefined; facets?: ("category" | "brand" | "country" | "supplier" | "certificate" | "allergenFree" | "status")[] | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (ProductSummary)[]; "page": Page } }
  /** The versions of a product’s specification, the newest first */
  listProductVersions: { params: { productId: string }; reply: { "items": (SpecVersionSummary)[] } }
  /** List quotes */
  listQuotes: { query?: { rfqId?: string | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Quote)[]; "page": Page } }
  /** List the quotes on an RFQ */
  listQuotesOfRfq: { params: { rfqId: string }; query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Quote)[]; "page": Page } }
  /** List the versions of a quote */
  listQuoteVersions: { params: { quoteId: string }; query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (QuoteVersion)[]; "page": Page } }
  /** List an order’s receipts */
  listReceipts: { params: { orderId: string }; query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Receipt)[]; "page": Page } }
  /** Which reference tables are loaded */
  listReferenceTables: { reply: { "items": (ReferenceTable)[] } }
  /** List the reservations of a product that are not over */
  listReservations: { query: { productId: string; asOf?: string | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Reservation)[]; "page": Page } }
  /** List the clarifications */
  listRfqMessages: { params: { rfqId: string }; query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (RfqMessage)[]; "page": Page } }
  /** List RFQs */
  listRfqs: { query?: { status?: "draft" | "published" | "closed" | "expired" | "part-awarded" | "awarded" | "cancelled" | undefined; role?: "buyer" | "supplier" | undefined; visibility?: "open" | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Rfq)[]; "page": Page } }
  /** List your organisation’s templates */
  listRfqTemplates: { query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (RfqTemplate)[]; "page": Page } }
  /** List the samples that your organisation asked for or was asked for */
  listSamples: { query?: { status?: "requested" | "accepted" | "declined" | "withdrawn" | "sent" | "received" | undefined; role?: "buyer" | "supplier" | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Sample)[]; "page": Page } }
  /** List your sessions */
  listSessions: { query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Session)[]; "page": Page } }
  /** List an order’s shipments */
  listShipments: { params: { orderId: string }; query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Shipment)[]; "page": Page } }
  /** Products like this one */
  listSimilarProducts: { params: { productId: string }; query?: { limit?: number | undefined }; reply: { "items": (ProductSummary)[] } }
  /** List the organisation’s sites */
  listSites: { params: { organisationId: string }; query?: { asOf?: string | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Site)[]; "page": Page } }
  /** List the deliveries of a standing order */
  listStandingOrderOccurrences: { params: { standingOrderId: string }; query?: { from?: string | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (StandingOrderOccurrence)[]; "page": Page } }
  /** List your organisation’s standing orders */
  listStandingOrders: { query?: { status?: "active" | "paused" | "ended" | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (StandingOrder)[]; "page": Page } }
  /** List your stock, a product an item */
  listStock: { query?: { productId?: string | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Stock)[]; "page": Page } }
  /** Read a product’s stock ledger, the newest entry first */
  listStockMovements: { query: { productId: string; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (StockMovement)[]; "page": Page } }
  /** List the positions of a product: lot by lot and site by site, first expired first */
  listStockPositions: { query: { productId: string; asOf?: string | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (StockPosition)[]; "page": Page } }
  /** List what was sent to an endpoint, and what came back */
  listWebhookDeliveries: { params: { webhookId: string }; query?: { status?: "waiting" | "delivered" | "failed" | undefined; cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (WebhookDelivery)[]; "page": Page } }
  /** List your organisation’s endpoints */
  listWebhooks: { query?: { cursor?: string | undefined; limit?: number | undefined }; reply: { "items": (Webhook)[]; "page": Page } }
  /** Load a reference table */
  loadReferenceTable: { params: { kind: "categories" | "ingredients" | "hs-codes" }; body: string; reply: ReferenceTable }
  /** Add to a shipment’s temperature log */
  logTemperatures: { params: { shipmentId: string }; body: { "temperatures": ({ "at": string; "celsius": number; "sensor"?: string | undefined })[] }; reply: Shipment }
  /** Report a shipment lost */
  loseShipment: { params: { shipmentId: string }; body: { "reason": string }; reply: Shipment }
  /** Begin to add a passkey */
  offerPasskey: { body: { "password": string; "code"?: string | undefined }; reply: PasskeyOptions }
  /** Begin to add a second factor */
  offerSecondFactor: { body: { "password": string }; reply: OfferedSecondFactor }
  /** Open a price list */
  openPriceList: { body: { "currency": string; "incoterm": "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF"; "place": string; "name": string; "audience": { "kind": "public" } | { "kind": "organisations"; "organisationIds": (string)[] } | { "kind": "group"; "groupId": string }; "validFrom": string; "validTo"?: string | undefined; "containers"?: boolean | undefined }; reply: PriceList }
  /** Open a standing order */
  openStandingOrder: { body: { "supplierId": string; "lines": ({ "productId": string; "quantities": { "monday"?: number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } | undefined; "tuesday"?: number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } | undefined; "wednesday"?: number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } | undefined; "thursday"?: number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } | undefined; "friday"?: number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } | undefined; "saturday"?: number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } | undefined; "sunday"?: number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } | undefined }; "buyerItemCode"?: string | undefined; "fulfilment"?: "from-stock" | "to-be-made" | undefined; "minimumRemainingLifeDays"?: number | undefined; "pastBestBeforeConsent"?: boolean | undefined })[]; "from": string; "until": string; "leadDays": number; "cutOffHour": number; "shipTo": { "siteId": string }; "billTo"?: { "siteId": string } | undefined; "currency"?: string | undefined; "incoterm"?: "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF" | undefined; "paymentTerms"?: { "days": number; "from": "invoice" | "dispatch" | "delivery" | "end-of-month"; "advanceBasisPoints"?: number | undefined } | undefined; "overDeliveryBasisPoints"?: number | undefined; "poNumber"?: string | undefined; "note"?: string | undefined; "internalNote"?: string | undefined; "pauses"?: ({ "from": string; "until": string })[] | undefined }; reply: StandingOrder }
  /** Say in which packages a shipment goes */
  packShipment: { params: { shipmentId: string }; body: { "packages": ({ "sscc"?: string | undefined; "kind": "case" | "pallet" | "container"; "grossWeightGrams"?: number | undefined; "contents"?: ({ "deliveryId": string; "quantity": number })[] | undefined })[]; "shipFromSiteId"?: string | undefined }; reply: Shipment }
  /** Pause a standing order */
  pauseStandingOrder: { params: { standingOrderId: string }; body: { "reason"?: string | undefined }; reply: StandingOrder }
  /** Pick the lots of a shipment */
  pickShipment: { params: { shipmentId: string }; body: { "lines"?: ({ "deliveryId": string; "lots"?: ({ "lotId": string; "siteId"?: string | undefined; "quantity": number; "grams"?: number | undefined })[] | undefined; "reason"?: string | undefined; "grams"?: number | undefined })[] | undefined }; reply: Shipment }
  /** Draft an order from price lists */
  placeOrder: { body: { "supplierId": string; "lines": ({ "productId": string; "quantity"?: number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } | undefined; "deliveryDate"?: string | undefined; "deliveries"?: ({ "date": string; "quantity": number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } })[] | undefined; "fulfilment"?: "from-stock" | "to-be-made" | undefined; "minimumRemainingLifeDays"?: number | undefined; "pastBestBeforeConsent"?: boolean | undefined; "buyerItemCode"?: string | undefined })[]; "shipTo": { "siteId": string }; "billTo"?: { "siteId": string } | undefined; "poNumber"?: string | undefined; "currency"?: string | undefined; "incoterm"?: "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF" | undefined; "paymentTerms"?: { "days": number; "from": "invoice" | "dispatch" | "delivery" | "end-of-month"; "advanceBasisPoints"?: number | undefined } | undefined; "overDeliveryBasisPoints"?: number | undefined; "claimDays"?: { "visible"?: number | undefined; "hidden"?: number | undefined } | undefined; "charges"?: ({ "kind": "freight" | "insurance" | "packaging" | "handling" | "duty" | "other"; "description"?: string | undefined; "amount": { "amount": number; "currency": string } })[] | undefined; "note"?: string | undefined; "internalNote"?: string | undefined }; reply: Order }
  /** Ask or clarify */
  postRfqMessage: { params: { rfqId: string }; body: { "to"?: { "kind": "buyer" | "all" } | { "kind": "supplier"; "supplierId": string } | undefined; "text": string }; reply: RfqMessage }
  /** Award an RFQ, or part of it */
  proposeAward: { params: { rfqId: string }; body: { "lines": ({ "line": string; "quoteId": string; "version"?: number | undefined; "quantity"?: number | undefined; "share"?: number | undefined })[]; "final"?: boolean | undefined; "poNumber"?: string | undefined; "note"?: string | undefined }; reply: Award }
  /** Propose a change to a confirmed order */
  proposeChange: { params: { orderId: string }; body: { "reason": string; "deliveries"?: ({ "deliveryId": string; "quantity"?: number | undefined; "date"?: string | undefined; "unitPrice"?: string | undefined; "currency"?: string | undefined; "pricedPer"?: "piece" | "kilogram" | "litre" | undefined })[] | undefined; "lines"?: ({ "lineId": string; "unitPrice": string; "currency"?: string | undefined; "pricedPer"?: "piece" | "kilogram" | "litre" | undefined })[] | undefined; "added"?: ({ "lineId": string; "date": string; "quantity": number; "unitPrice"?: string | undefined; "currency"?: string | undefined; "pricedPer"?: "piece" | "kilogram" | "litre" | undefined })[] | undefined; "paymentTerms"?: { "days": number; "from": "invoice" | "dispatch" | "delivery" | "end-of-month"; "advanceBasisPoints"?: number | undefined } | undefined }; reply: Order }
  /** Prove that the trail only grew: that it begins with what it was before */
  proveAuditConsistency: { query: { organisationId?: string | undefined; first: number; second?: number | undefined }; reply: { "first": number; "second": number; "firstRoot": string; "secondRoot": string; "path": (string)[] } }
  /** Prove that an entry is in the trail */
  proveAuditInclusion: { query: { organisationId?: string | undefined; sequence: number; size?: number | undefined }; reply: { "sequence": number; "size": number; "leaf": string; "root": string; "path": (string)[] } }
  /** Publish a product */
  publishProduct: { params: { productId: string }; reply: Product }
  /** Publish an RFQ */
  publishRfq: { params: { rfqId: string }; reply: Rfq }
  /** Block goods for themselves, whatever their lot: damaged, or to be inspected */
  quarantineStock: { body: { "lotId": string; "siteId": string; "quantity": number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" }; "reason": string }; reply: MovedStock }
  /** Make read models and the search index anew from the log, while they serve */
  rebuildReadModels: { body: { "collections"?: (string)[] | undefined }; reply: Rebuild }
  /** Recall a lot */
  recallLot: { params: { lotId: string }; body: { "reason": string }; reply: Lot }
  /** Say that claimed goods have come back */
  receiveReturn: { params: { claimId: string }; body: { "quantity"?: number | undefined }; reply: Claim }
  /** Confirm that a sample came, and judge it */
  receiveSample: { params: { sampleId: string }; body: { "verdict": "fit" | "unfit"; "notes"?: string | undefined }; reply: Sample }
  /** Record that an invoice was paid, or part of it */
  recordPayment: { params: { invoiceId: string }; body: { "amount": { "amount": number; "currency": string }; "paidOn": string; "reference"?: string | undefined }; reply: Invoice }
  /** Say what came of a shipment */
  recordReceipt: { params: { orderId: string }; body: { "shipmentId": string; "lines"?: ({ "deliveryId": string; "lotId": string; "outcome": "accepted" | "short" | "over" | "damaged" | "short-dated" | "temperature-excursion" | "held"; "quantity": number; "of"?: "held" | "over" | undefined; "disposition"?: "returned" | "disposed" | undefined; "grams"?: number | undefined; "celsius"?: number | undefined; "note"?: string | undefined; "evidence"?: (string)[] | undefined })[] | undefined; "allAccepted"?: boolean | undefined; "note"?: string | undefined }; reply: Receipt }
  /** Refuse a proposed cancellation, or take it back */
  refuseCancellation: { params: { orderId: string }; body: { "reason": string }; reply: Order }
  /** Refuse a change that the other party proposed */
  refuseChange: { params: { orderId: string }; body: { "reason": string }; reply: Order }
  /** Refuse a confirmation that deviates */
  refuseDeviation: { params: { orderId: string }; body: { "reason": string }; reply: Order }
  /** Refuse a whole shipment on arrival */
  refuseShipment: { params: { shipmentId: string }; body: { "reason": string }; reply: Shipment }
  /** Open an account */
  registerAccount: { body: { "email": string; "password": string; "name": string; "locale"?: string | undefined }; reply: Account }
  /** Register a lot and take it into stock */
  registerLot: { body: { "productId": string; "code": string; "producedOn"?: string | undefined; "markedOn"?: string | undefined; "siteId": string; "quantity": number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" }; "grams"?: number | undefined; "temperatureClass"?: "ambient" | "chilled" | "frozen" | undefined; "certificateOfAnalysis"?: { "reference": string; "issuedOn"?: string | undefined } | undefined; "held"?: { "reason": string } | undefined }; reply: Lot }
  /** Register an organisation */
  registerOrganisation: { body: { "legalName": string; "country": string; "kinds": ("buyer" | "supplier" | "logistics" | "laboratory")[]; "gln"?: string | undefined; "taxIds"?: (TaxIdInput)[] | undefined; "address"?: AddressInput | undefined }; reply: Organisation }
  /** Have events sent to an endpoint */
  registerWebhook: { body: { "url": string; "description"?: string | undefined; "types"?: ("organisation.verification-judged" | "organisation.member-joined" | "organisation.member-role-changed" | "organisation.member-left" | "product.published" | "product.described" | "product.allergens-confirmed" | "product.discontinued" | "certificate.claimed" | "certificate.amended" | "certificate.judged" | "lot.registered" | "lot.held" | "lot.released" | "lot.recalled" | "rfq.published" | "rfq.changed" | "rfq.deadline-extended" | "rfq.quote-received" | "rfq.quote-withdrawn" | "rfq.closed" | "rfq.cancelled" | "quote.submitted" | "quote.revised" | "quote.withdrawn" | "quote.accepted" | "quote.rejected" | "award.proposed" | "award.approval-given" | "award.approved" | "award.rejected" | "order.submitted" | "order.approval-given" | "order.approved" | "order.rejected" | "order.change-submitted" | "order.deviation-submitted" | "order.sent" | "order.confirmed" | "order.declined" | "order.deviation-proposed" | "order.deviation-refused" | "order.change-proposed" | "order.change-refused" | "order.change-withdrawn" | "order.changed" | "order.cancellation-proposed" | "order.cancellation-refused" | "order.cancelled" | "order.remainder-cancelled" | "order.hold-lapsed" | "order.received" | "order.closed" | "order.reopened" | "shipment.planned" | "shipment.picked" | "shipment.packed" | "shipment.dispatched" | "shipment.delivered" | "shipment.received" | "shipment.refused" | "claim.submitted" | "claim.accepted" | "claim.rejected" | "claim.withdrawn" | "claim.returned" | "claim.credited" | "sample.requested" | "sample.accepted" | "sample.declined" | "sample.sent" | "sample.received" | "sample.withdrawn" | "standing-order.placed" | "standing-order.obstructed" | "standing-order.missed" | "standing-order.paused" | "standing-order.resumed" | "standing-order.ended" | "invoice.issued" | "invoice.credited" | "invoice.payment-recorded")[] | null | undefined }; reply: Webhook }
  /** Reject an award */
  rejectAward: { params: { awardId: string }; body: { "reason": string }; reply: Award }
  /** Reject a certificate */
  rejectCertificate: { params: { certificateId: string }; body: { "reason": string }; reply: Certificate }
  /** Reject a claim */
  rejectClaim: { params: { claimId: string }; body: { "reason": string }; reply: Claim }
  /** Refuse the next approval */
  rejectOrder: { params: { orderId: string }; body: { "reason": string }; reply: Order }
  /** Release a held lot */
  releaseLot: { params: { lotId: string }; body: { "reason": string }; reply: Lot }
  /** Remove the organisation’s identity provider */
  removeIdentityProvider: { params: { organisationId: string }; reply: undefined }
  /** Take your own code away */
  removeItemCode: { params: { productId: string }; reply: undefined }
  /** Remove a member, or leave */
  removeMember: { params: { organisationId: string; userId: string }; reply: undefined }
  /** Remove one of your passkeys */
  removePasskey: { params: { passkeyId: string }; reply: undefined }
  /** Remove one price */
  removePrice: { params: { priceListId: string; productId: string }; reply: undefined }
  /** Remove the second factor */
  removeSecondFactor: { body: { "password": string; "code": string }; reply: undefined }
  /** Remove the second factor of a member of staff */
  removeSecondFactorOfStaff: { params: { staffId: string }; body: { "reason": string }; reply: undefined }
  /** Remove a user’s second factor */
  removeSecondFactorOfUser: { params: { userId: string }; body: { "reason": string }; reply: undefined }
  /** Remove a site */
  removeSite: { params: { organisationId: string; siteId: string }; reply: undefined }
  /** Remove an endpoint */
  removeWebhook: { params: { webhookId: string }; reply: undefined }
  /** Get new recovery codes */
  renewRecoveryCodes: { body: { "password": string; "code": string }; reply: RecoveryCodes }
  /** Reopen a closed or rejected order */
  reopenOrder: { params: { orderId: string }; body: { "reason": string }; reply: Order }
  /** Draft an RFQ that asks for the same again */
  repeatRfq: { params: { rfqId: string }; body: { "deadline": string; "title"?: string | undefined }; reply: Rfq }
  /** Describe a product anew */
  replaceProduct: { params: { productId: string }; body: { "name": Record<string, string>; "description"?: Record<string, string> | undefined; "brand"?: string | undefined; "brandOwner"?: string | undefined; "category"?: string | undefined; "countryOfOrigin"?: string | undefined; "hsCode"?: string | undefined; "ingredients"?: string | undefined; "nutrition"?: { "energyKj"?: number | undefined; "energyKcal"?: number | undefined; "fat"?: number | undefined; "saturatedFat"?: number | undefined; "carbohydrate"?: number | undefined; "sugars"?: number | undefined; "fibre"?: number | undefined; "protein"?: number | undefined; "salt"?: number | undefined } | undefined; "storageTemperature"?: { "minCelsius": number; "maxCelsius": number } | undefined; "shelfLifeDays"?: number | undefined; "dateMark"?: "use-by" | "best-before" | "none" | undefined; "soldBy"?: "piece" | "kilogram" | "litre" | "catch-weight" | undefined; "drained"?: boolean | undefined; "unit"?: { "netWeightGrams"?: number | undefined; "drainedWeightGrams"?: number | undefined; "grossWeightGrams"?: number | undefined; "volumeCubicCentimetres"?: number | undefined } | undefined; "packaging"?: ({ "level": "case" | "layer" | "pallet" | "container-20" | "container-40"; "contains": number; "of": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40"; "netWeightGrams"?: number | undefined; "drainedWeightGrams"?: number | undefined; "grossWeightGrams"?: number | undefined; "volumeCubicCentimetres"?: number | undefined })[] | undefined; "gtins"?: { "base"?: string | undefined; "case"?: string | undefined; "layer"?: string | undefined; "pallet"?: string | undefined; "container-20"?: string | undefined; "container-40"?: string | undefined } | undefined; "productionSites"?: (string)[] | undefined; "visibility"?: { "kind": "public" } | { "kind": "private-label"; "brandOwnerId": string } | undefined }; reply: Product }
  /** Describe a draft anew */
  replaceRfq: { params: { rfqId: string }; body: { "title"?: string | undefined; "lines": ({ "productId": string; "quantity": number; "level"?: "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" | undefined; "buyerItemCode"?: string | undefined; "targetPrice"?: string | undefined; "requiredCertificates"?: (string)[] | undefined; "allergenExclusions"?: ("gluten" | "gluten/wheat" | "gluten/rye" | "gluten/barley" | "gluten/oats" | "gluten/spelt" | "gluten/kamut" | "crustaceans" | "eggs" | "fish" | "peanuts" | "soybeans" | "milk" | "nuts" | "nuts/almond" | "nuts/hazelnut" | "nuts/walnut" | "nuts/cashew" | "nuts/pecan" | "nuts/brazil" | "nuts/pistachio" | "nuts/macadamia" | "celery" | "mustard" | "sesame" | "sulphites" | "lupin" | "molluscs")[] | undefined; "minimumRemainingLifeDays"?: number | undefined } | { "specification": string; "quantity": number; "unit": "piece" | "gram" | "millilitre"; "buyerItemCode"?: string | undefined; "targetPrice"?: string | undefined; "requiredCertificates"?: (string)[] | undefined; "allergenExclusions"?: ("gluten" | "gluten/wheat" | "gluten/rye" | "gluten/barley" | "gluten/oats" | "gluten/spelt" | "gluten/kamut" | "crustaceans" | "eggs" | "fish" | "peanuts" | "soybeans" | "milk" | "nuts" | "nuts/almond" | "nuts/hazelnut" | "nuts/walnut" | "nuts/cashew" | "nuts/pecan" | "nuts/brazil" | "nuts/pistachio" | "nuts/macadamia" | "celery" | "mustard" | "sesame" | "sulphites" | "lupin" | "molluscs")[] | undefined; "minimumRemainingLifeDays"?: number | undefined })[]; "deliverTo": { "siteId": string }; "incoterm": "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF"; "place": string; "deliveries": ({ "date": string; "share"?: number | undefined })[]; "paymentTerms": { "days": number; "from": "invoice" | "dispatch" | "delivery" | "end-of-month"; "advanceBasisPoints"?: number | undefined }; "currency": string; "deadline": string; "visibility": { "kind": "open" } | { "kind": "invited"; "supplierIds": (string)[] }; "weights"?: { "price": number; "leadTime": number; "evidence": number; "coverage": number } | undefined; "shareTargetPrices"?: boolean | undefined; "note"?: string | undefined }; reply: Rfq }
  /** Change a site */
  replaceSite: { params: { organisationId: string; siteId: string }; body: { "name": string; "address": AddressInput; "gln"?: string | undefined; "establishmentNumber"?: string | undefined }; reply: Site }
  /** Give a standing order other terms */
  replaceStandingOrder: { params: { standingOrderId: string }; body: { "lines": ({ "productId": string; "quantities": { "monday"?: number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } | undefined; "tuesday"?: number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } | undefined; "wednesday"?: number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } | undefined; "thursday"?: number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } | undefined; "friday"?: number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } | undefined; "saturday"?: number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } | undefined; "sunday"?: number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" } | undefined }; "buyerItemCode"?: string | undefined; "fulfilment"?: "from-stock" | "to-be-made" | undefined; "minimumRemainingLifeDays"?: number | undefined; "pastBestBeforeConsent"?: boolean | undefined })[]; "from": string; "until": string; "leadDays": number; "cutOffHour": number; "shipTo": { "siteId": string }; "billTo"?: { "siteId": string } | undefined; "currency"?: string | undefined; "incoterm"?: "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF" | undefined; "paymentTerms"?: { "days": number; "from": "invoice" | "dispatch" | "delivery" | "end-of-month"; "advanceBasisPoints"?: number | undefined } | undefined; "overDeliveryBasisPoints"?: number | undefined; "poNumber"?: string | undefined; "note"?: string | undefined; "internalNote"?: string | undefined; "pauses"?: ({ "from": string; "until": string })[] | undefined }; reply: StandingOrder }
  /** Deliver a dead letter again */
  replayDeadLetter: { params: { deadLetterId: string }; reply: undefined }
  /** Send an endpoint once more what happened within a time */
  replayWebhook: { params: { webhookId: string }; body: { "from": string; "until"?: string | undefined }; reply: WebhookReplay }
  /** Send a delivery again */
  replayWebhookDelivery: { params: { webhookId: string; deliveryId: string }; reply: WebhookDelivery }
  /** Ask for a mail to reset a password */
  requestPasswordReset: { body: { "email": string; "realm"?: "staff" | undefined }; reply: undefined }
  /** Ask a supplier for a sample */
  requestSample: { body: { "supplierId": string; "productId": string; "quantity": number; "shipTo": { "siteId": string } | { "siteId"?: string | undefined; "name": string; "gln"?: string | undefined; "address": { "lines": (string)[]; "postalCode"?: string | undefined; "city": string; "region"?: string | undefined; "country": string } }; "purpose": string }; reply: Sample }
  /** Have members sign in through the identity provider only, or no longer */
  requireIdentityProvider: { params: { organisationId: string }; body: { "isRequired": boolean }; reply: IdentityProvider }
  /** Choose a new password with a mailed token */
  resetPassword: { body: { "token": string; "password": string }; reply: undefined }
  /** Resume a standing order */
  resumeStandingOrder: { params: { standingOrderId: string }; reply: StandingOrder }
  /** Revise a quote */
  reviseQuote: { params: { quoteId: string }; body: { "currency"?: string | undefined; "incoterm"?: "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF" | undefined; "place"?: string | undefined; "validUntil": string; "lines": ({ "line": string; "productId"?: string | undefined; "unitPrice"?: string | undefined; "pricedPer"?: "piece" | "kilogram" | "litre" | undefined; "breaks"?: ({ "from": number; "unitPrice": string })[] | undefined; "fulfilment"?: "from-stock" | "to-be-made" | undefined; "quantity": number; "leadTimeDays": number; "packaging"?: string | undefined; "originSiteId"?: string | undefined; "note"?: string | undefined })[]; "charges"?: ({ "kind": "freight" | "insurance" | "packaging" | "handling" | "duty" | "other"; "description"?: string | undefined; "amount": { "amount": number; "currency": string } })[] | undefined; "note"?: string | undefined }; reply: Quote }
  /** Revoke an API key */
  revokeApiKey: { params: { organisationId: string; keyId: string }; reply: undefined }
  /** Revoke a certificate */
  revokeCertificate: { params: { certificateId: string }; body: { "reason": string }; reply: Certificate }
  /** End a delegation */
  revokeDelegation: { params: { organisationId: string; delegationId: string }; reply: undefined }
  /** Withdraw an invitation */
  revokeInvitation: { params: { organisationId: string; invitationId: string }; reply: undefined }
  /** End one of your sessions */
  revokeSession: { params: { sessionId: string }; reply: undefined }
  /** Give an API key another secret */
  rotateApiKey: { params: { organisationId: string; keyId: string }; body: { "overlapHours"?: number | undefined; "expiresAt"?: string | undefined }; reply: ApiKey }
  /** Give an endpoint a new signing secret */
  rotateWebhookSecret: { params: { webhookId: string }; body: { "overlapHours"?: number | undefined }; reply: Webhook }
  /** Save an RFQ as a template */
  saveRfqTemplate: { body: { "rfqId": string; "name": string }; reply: RfqTemplate }
  /** Send an order to its supplier */
  sendOrder: { params: { orderId: string }; reply: Order }
  /** Send a sample */
  sendSample: { params: { sampleId: string }; body: { "carrier": { "name": string; "reference": string }; "lot"?: { "lotId": string; "siteId": string; "grams"?: number | undefined } | undefined }; reply: Sample }
  /** Send the confirming mail again */
  sendVerificationMail: { reply: undefined }
  /** Say who has to approve what */
  setApprovalRules: { params: { organisationId: string }; body: ApprovalRulesInput; reply: ApprovalRules }
  /** Say how much may be committed in a period */
  setBudget: { params: { organisationId: string; currency: string; period: string }; body: { "limit": number }; reply: Budget }
  /** Set the exchange rates of a base currency */
  setExchangeRates: { body: ExchangeRatesInput; reply: ExchangeRates }
  /** Give a product your own code */
  setItemCode: { params: { productId: string }; body: { "itemCode": string }; reply: ItemCode }
  /** Set one price */
  setPrice: { params: { priceListId: string; productId: string }; body: { "breaks": ({ "from": number; "unitPrice": string })[]; "variants"?: ({ "incoterm": "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF"; "place": string; "breaks": ({ "from": number; "unitPrice": string })[] })[] | undefined; "minimumQuantity": number; "increment": number; "leadTimeDays"?: number | undefined }; reply: Price }
  /** Set up to 1,000 prices */
  setPrices: { params: { priceListId: string }; body: { "prices": ({ "productId": string; "breaks": ({ "from": number; "unitPrice": string })[]; "variants"?: ({ "incoterm": "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF"; "place": string; "breaks": ({ "from": number; "unitPrice": string })[] })[] | undefined; "minimumQuantity": number; "increment": number; "leadTimeDays"?: number | undefined })[] }; reply: { "set": number; "unchanged": number } }
  /** End this session */
  signOut: { body?: SignOut; reply: undefined }
  /** Claim over a line of a receipt */
  submitClaim: { params: { orderId: string }; body: { "shipmentId": string; "receiptId": string; "line": number; "kind": "short" | "damaged" | "short-dated" | "temperature" | "quality" | "wrong-goods" | "hidden-defect"; "remedy": "credit" | "replacement" | "return"; "quantity": number; "description": string; "evidence"?: (string)[] | undefined }; reply: Claim }
  /** Ask the platform to verify the organisation */
  submitForVerification: { params: { organisationId: string }; reply: Organisation }
  /** Submit a draft for approval */
  submitOrder: { params: { orderId: string }; reply: Order }
  /** Quote on an RFQ */
  submitQuote: { params: { rfqId: string }; body: { "currency"?: string | undefined; "incoterm"?: "EXW" | "FCA" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP" | "FAS" | "FOB" | "CFR" | "CIF" | undefined; "place"?: string | undefined; "validUntil": string; "lines": ({ "line": string; "productId"?: string | undefined; "unitPrice"?: string | undefined; "pricedPer"?: "piece" | "kilogram" | "litre" | undefined; "breaks"?: ({ "from": number; "unitPrice": string })[] | undefined; "fulfilment"?: "from-stock" | "to-be-made" | undefined; "quantity": number; "leadTimeDays": number; "packaging"?: string | undefined; "originSiteId"?: string | undefined; "note"?: string | undefined })[]; "charges"?: ({ "kind": "freight" | "insurance" | "packaging" | "handling" | "duty" | "other"; "description"?: string | undefined; "amount": { "amount": number; "currency": string } })[] | undefined; "note"?: string | undefined }; reply: Quote }
  /** Suspend a certificate */
  suspendCertificate: { params: { certificateId: string }; body: { "reason": string }; reply: Certificate }
  /** Record what was counted at a site; the book follows the count */
  takeStock: { body: { "productId": string; "siteId": string; "counts": ({ "lotId": string; "counted": number; "grams"?: number | undefined })[]; "note"?: string | undefined }; reply: MovedStock }
  /** Send an endpoint a message to try it */
  testWebhook: { params: { webhookId: string }; reply: WebhookDelivery }
  /** Move goods from one of your sites to another */
  transferStock: { body: { "lotId": string; "fromSiteId": string; "toSiteId": string; "quantity": number | { "quantity": number; "level": "base" | "case" | "layer" | "pallet" | "container-20" | "container-40" }; "grams"?: number | undefined; "quarantined"?: boolean | undefined; "note"?: string | undefined }; reply: MovedStock }
  /** Take back a change of the address */
  undoEmailChange: { body: { "token": string; "password": string }; reply: undefined }
  /** Forget which person of the identity provider a member is */
  unlinkIdentity: { params: { organisationId: string; userId: string }; reply: undefined }
  /** Change my name or language */
  updateMe: { body: { "name"?: string | undefined; "locale"?: string | undefined }; reply: Me }
  /** Change what an organisation says of itself */
  updateOrganisation: { params: { organisationId: string }; body: { "legalName"?: string | undefined; "country"?: string | undefined; "kinds"?: ("buyer" | "supplier" | "logistics" | "laboratory")[] | undefined; "gln"?: string | null | undefined; "taxIds"?: (TaxIdInput)[] | undefined; "address"?: AddressInput | null | undefined }; reply: Organisation }
  /** Recompute the trail from the log, and name what is wrong */
  verifyAuditTrail: { query?: { organisationId?: string | undefined; cursor?: string | undefined; seconds?: number | undefined }; reply: { "organisationId": string; "isIntact": boolean | null; "size": number; "total": number; "root": string; "chain": string; "checkpoints": { "compared": number; "signedSize": number }; "pending": number; "firstWrong": { "sequence": number; "until": number; "commitId": string | null; "what": "edited" | "missing" | "inserted" | "forged" | "unchained" | "truncated" | "rewritten"; "detail": string } | null; "next": string | null } }
  /** Verify a certificate */
  verifyCertificate: { params: { certificateId: string }; body: { "reason": string }; reply: Certificate }
  /** Confirm an e-mail address */
  verifyEmail: { body: { "token": string }; reply: undefined }
  /** Take back a change that your side proposed */
  withdrawChange: { params: { orderId: string }; body: { "reason": string }; reply: Order }
  /** Withdraw a claim */
  withdrawClaim: { params: { claimId: string }; reply: Claim }
  /** Withdraw a price list */
  withdrawPriceList: { params: { priceListId: string }; reply: PriceList }
  /** Withdraw a quote */
  withdrawQuote: { params: { quoteId: string }; body: { "reason"?: string | undefined }; reply: Quote }
  /** Want a sample no more */
  withdrawSample: { params: { sampleId: string }; body: { "reason": string }; reply: Sample }
  /** Take back a shipment that has not left */
  withdrawShipment: { params: { shipmentId: string }; body: { "reason": string }; reply: Shipment }
}

export const operations = {
  acceptCancellation: { method: 'POST', path: '/v1/orders/{orderId}/accept-cancellation' },
  acceptChange: { method: 'POST', path: '/v1/orders/{orderId}/accept-change' },
  acceptClaim: { method: 'POST', path: '/v1/claims/{claimId}/accept' },
  acceptDeviation: { method: 'POST', path: '/v1/orders/{orderId}/accept-deviation' },
  acceptInvitation: { method: 'POST', path: '/v1/invitations/accept' },
  acceptSample: { method: 'POST', path: '/v1/samples/{sampleId}/accept' },
  acknowledgeProductVersion: { method: 'POST', path: '/v1/products/{productId}/versions/{specVersion}/acknowledge' },
  addPasskey: { method: 'POST', path: '/v1/auth/passkeys' },
  addShipmentDocuments: { method: 'POST', path: '/v1/shipments/{shipmentId}/documents' },
  addSite: { method: 'POST', path: '/v1/organisations/{organisationId}/sites' },
  adjustStock: { method: 'POST', path: '/v1/stock/adjustments' },
  amendCertificate: { method: 'PUT', path: '/v1/certificates/{certificateId}' },
  analyseOrders: { method: 'GET', path: '/v1/analytics/orders' },
  analyseQuotes: { method: 'GET', path: '/v1/analytics/quotes' },
  analyseRequests: { method: 'GET', path: '/v1/analytics/requests' },
  analyseStock: { method: 'GET', path: '/v1/analytics/stock' },
  approveAward: { method: 'POST', path: '/v1/awards/{awardId}/approve' },
  approveOrder: { method: 'POST', path: '/v1/orders/{orderId}/approve' },
  askForEmail: { method: 'POST', path: '/v1/me/email' },
  autocompleteProducts: { method: 'GET', path: '/v1/products/autocomplete' },
  beginBackup: { method: 'POST', path: '/v1/backups/begin' },
  beginProviderSignIn: { method: 'POST', path: '/v1/auth/provider-sign-ins' },
  cancelJob: { method: 'POST', path: '/v1/jobs/{jobId}/cancel' },
  cancelOrder: { method: 'POST', path: '/v1/orders/{orderId}/cancel' },
  cancelRebuild: { method: 'POST', path: '/v1/rebuilds/{jobId}/cancel' },
  cancelRfq: { method: 'POST', path: '/v1/rfqs/{rfqId}/cancel' },
  certifyLot: { method: 'PATCH', path: '/v1/lots/{lotId}' },
  challengePasskey: { method: 'POST', path: '/v1/auth/passkeys/sign-in-options' },
  changeCustomerGroup: { method: 'PUT', path: '/v1/customer-groups/{customerGroupId}' },
  changeMemberRole: { method: 'PATCH', path: '/v1/organisations/{organisationId}/members/{userId}' },
  changePassword: { method: 'POST', path: '/v1/me/password' },
  changePriceList: { method: 'PUT', path: '/v1/price-lists/{priceListId}' },
  changeProduct: { method: 'PATCH', path: '/v1/products/{productId}' },
  changeWebhook: { method: 'PATCH', path: '/v1/webhooks/{webhookId}' },
  claimCertificate: { method: 'POST', path: '/v1/certificates' },
  clearStock: { method: 'POST', path: '/v1/stock/clearances' },
  closeOrder: { method: 'POST', path: '/v1/orders/{orderId}/close' },
  closeRfq: { method: 'POST', path: '/v1/rfqs/{rfqId}/close' },
  compareQuotes: { method: 'GET', path: '/v1/rfqs/{rfqId}/comparison' },
  confirmAllergens: { method: 'POST', path: '/v1/products/{productId}/allergens' },
  confirmEmail: { method: 'POST', path: '/v1/auth/email-changes/confirm' },
  confirmOrder: { method: 'POST', path: '/v1/orders/{orderId}/confirm' },
  confirmSecondFactor: { method: 'POST', path: '/v1/auth/second-factor/confirm' },
  connectIdentityProvider: { method: 'PUT', path: '/v1/organisations/{organisationId}/identity-provider' },
  createShipment: { method: 'POST', path: '/v1/orders/{orderId}/shipments' },
  createStaff: { method: 'POST', path: '/v1/staff' },
  decideIdentityProvider: { method: 'POST', path: '/v1/organisations/{organisationId}/identity-provider/decisions' },
  decideVerification: { method: 'POST', path: '/v1/organisations/{organisationId}/verification/decisions' },
  declineOrder: { method: 'POST', path: '/v1/orders/{orderId}/decline' },
  declineSample: { method: 'POST', path: '/v1/samples/{sampleId}/decline' },
  deleteJob: { method: 'DELETE', path: '/v1/jobs/{jobId}' },
  deleteRfqTemplate: { method: 'DELETE', path: '/v1/rfq-templates/{templateId}' },
  deliverShipment: { method: 'POST', path: '/v1/shipments/{shipmentId}/deliver' },
  disableStaff: { method: 'POST', path: '/v1/staff/{staffId}/disable' },
  disableUser: { method: 'POST', path: '/v1/users/{userId}/disable' },
  disableWebhook: { method: 'POST', path: '/v1/webhooks/{webhookId}/disable' },
  discardInvoice: { method: 'POST', path: '/v1/invoices/{invoiceId}/discard' },
  discontinueProduct: { method: 'POST', path: '/v1/products/{productId}/discontinue' },
  dispatchShipment: { method: 'POST', path: '/v1/shipments/{shipmentId}/dispatch' },
  draftInvoice: { method: 'POST', path: '/v1/orders/{orderId}/invoices' },
  draftProduct: { method: 'POST', path: '/v1/products' },
  draftRfq: { method: 'POST', path: '/v1/rfqs' },
  draftRfqFromTemplate: { method: 'POST', path: '/v1/rfq-templates/{templateId}/rfqs' },
  enableUser: { method: 'POST', path: '/v1/users/{userId}/enable' },
  enableWebhook: { method: 'POST', path: '/v1/webhooks/{webhookId}/enable' },
  endBackup: { method: 'POST', path: '/v1/backups/end' },
  endSessions: { method: 'DELETE', path: '/v1/auth/sessions' },
  endStandingOrder: { method: 'POST', path: '/v1/standing-orders/{standingOrderId}/end' },
  eraseMe: { method: 'POST', path: '/v1/me/erase' },
  eraseStaff: { method: 'POST', path: '/v1/staff/{staffId}/erase' },
  eraseUser: { method: 'POST', path: '/v1/users/{userId}/erase' },
  exportProducts: { method: 'GET', path: '/v1/products/exports' },
  extendRfq: { method: 'POST', path: '/v1/rfqs/{rfqId}/extend' },
  finishProviderSignIn: { method: 'POST', path: '/v1/auth/provider-sign-ins/finish' },
  formCustomerGroup: { method: 'POST', path: '/v1/customer-groups' },
  getApprovalRules: { method: 'GET', path: '/v1/organisations/{organisationId}/approval-rules' },
  getAuditCheckpoint: { method: 'GET', path: '/v1/audit/checkpoint' },
  getAvailability: { method: 'GET', path: '/v1/stock/availability' },
  getAward: { method: 'GET', path: '/v1/awards/{awardId}' },
  getBudget: { method: 'GET', path: '/v1/organisations/{organisationId}/budgets/{currency}/{period}' },
  getCertificate: { method: 'GET', path: '/v1/certificates/{certificateId}' },
  getClaim: { method: 'GET', path: '/v1/claims/{claimId}' },
  getCreditNote: { method: 'GET', path: '/v1/credit-notes/{creditNoteId}' },
  getCustomerGroup: { method: 'GET', path: '/v1/customer-groups/{customerGroupId}' },
  getIdentityProvider: { method: 'GET', path: '/v1/organisations/{organisationId}/identity-provider' },
  getImportMapping: { method: 'GET', path: '/v1/jobs/{jobId}/mapping' },
  getInvoice: { method: 'GET', path: '/v1/invoices/{invoiceId}' },
  getInvoiceMatch: { method: 'GET', path: '/v1/invoices/{invoiceId}/match' },
  getJob: { method: 'GET', path: '/v1/jobs/{jobId}' },
  getJobReport: { method: 'GET', path: '/v1/jobs/{jobId}/report' },
  getLot: { method: 'GET', path: '/v1/lots/{lotId}' },
  getMe: { method: 'GET', path: '/v1/me' },
  getOrder: { method: 'GET', path: '/v1/orders/{orderId}' },
  getOrganisation: { method: 'GET', path: '/v1/organisations/{organisationId}' },
  getPrice: { method: 'GET', path: '/v1/prices' },
  getPriceList: { method: 'GET', path: '/v1/price-lists/{priceListId}' },
  getPrices: { method: 'GET', path: '/v1/products/prices' },
  getProduct: { method: 'GET', path: '/v1/products/{productId}' },
  getProductVersion: { method: 'GET', path: '/v1/products/{productId}/versions/{specVersion}' },
  getQuote: { method: 'GET', path: '/v1/quotes/{quoteId}' },
  getRebuild: { method: 'GET', path: '/v1/rebuilds/{jobId}' },
  getRfq: { method: 'GET', path: '/v1/rfqs/{rfqId}' },
  getRfqTemplate: { method: 'GET', path: '/v1/rfq-templates/{templateId}' },
  getSample: { method: 'GET', path: '/v1/samples/{sampleId}' },
  getSecondFactor: { method: 'GET', path: '/v1/auth/second-factor' },
  getShipment: { method: 'GET', path: '/v1/shipments/{shipmentId}' },
  getSigningKeys: { method: 'GET', path: '/.well-known/jwks.json' },
  getSite: { method: 'GET', path: '/v1/organisations/{organisationId}/sites/{siteId}' },
  getStaffMe: { method: 'GET', path: '/v1/staff/me' },
  getStandingOrder: { method: 'GET', path: '/v1/standing-orders/{standingOrderId}' },
  getWebhook: { method: 'GET', path: '/v1/webhooks/{webhookId}' },
  getWebhookDelivery: { method: 'GET', path: '/v1/webhooks/{webhookId}/deliveries/{deliveryId}' },
  getWebhookHealth: { method: 'GET', path: '/v1/webhooks/{webhookId}/health' },
  giveDelegation: { method: 'POST', path: '/v1/organisations/{organisationId}/delegations' },
  holdLot: { method: 'POST', path: '/v1/lots/{lotId}/hold' },
  inviteMember: { method: 'POST', path: '/v1/organisations/{organisationId}/invitations' },
  issueApiKey: { method: 'POST', path: '/v1/organisations/{organisationId}/api-keys' },
  issueCreditNote: { method: 'POST', path: '/v1/invoices/{invoiceId}/credit-notes' },
  issueInvoice: { method: 'POST', path: '/v1/invoices/{invoiceId}/issue' },
  issueTokens: { method: 'POST', path: '/v1/auth/token' },
  liftBudget: { method: 'DELETE', path: '/v1/organisations/{organisationId}/budgets/{currency}/{period}' },
  listApiKeys: { method: 'GET', path: '/v1/organisations/{organisationId}/api-keys' },
  listAuditEntries: { method: 'GET', path: '/v1/audit' },
  listAwardsOfRfq: { method: 'GET', path: '/v1/rfqs/{rfqId}/awards' },
  listBudgets: { method: 'GET', path: '/v1/organisations/{organisationId}/budgets' },
  listCategories: { method: 'GET', path: '/v1/categories' },
  listCertificates: { method: 'GET', path: '/v1/certificates' },
  listCertificateSchemes: { method: 'GET', path: '/v1/certificate-schemes' },
  listClaims: { method: 'GET', path: '/v1/claims' },
  listConnectionPools: { method: 'GET', path: '/v1/connection-pools' },
  listConsumers: { method: 'GET', path: '/v1/consumers' },
  listCreditNotes: { method: 'GET', path: '/v1/invoices/{invoiceId}/credit-notes' },
  listCustomerGroups: { method: 'GET', path: '/v1/customer-groups' },
  listDeadLetters: { method: 'GET', path: '/v1/dead-letters' },
  listDelegations: { method: 'GET', path: '/v1/organisations/{organisationId}/delegations' },
  listDeprecatedUses: { method: 'GET', path: '/v1/deprecated-uses' },
  listEvents: { method: 'GET', path: '/v1/events' },
  listExchangeRates: { method: 'GET', path: '/v1/exchange-rates' },
  listHsCodes: { method: 'GET', path: '/v1/hs-codes' },
  listIdentityProviders: { method: 'GET', path: '/v1/identity-providers' },
  listInvitations: { method: 'GET', path: '/v1/organisations/{organisationId}/invitations' },
  listInvoices: { method: 'GET', path: '/v1/invoices' },
  listItemCodes: { method: 'GET', path: '/v1/item-codes' },
  listJobs: { method: 'GET', path: '/v1/jobs' },
  listLots: { method: 'GET', path: '/v1/lots' },
  listMembers: { method: 'GET', path: '/v1/organisations/{organisationId}/members' },
  listOrderChanges: { method: 'GET', path: '/v1/orders/{orderId}/changes' },
  listOrderClaims: { method: 'GET', path: '/v1/orders/{orderId}/claims' },
  listOrderInvoices: { method: 'GET', path: '/v1/orders/{orderId}/invoices' },
  listOrders: { method: 'GET', path: '/v1/orders' },
  listOrganisations: { method: 'GET', path: '/v1/organisations' },
  listPasskeys: { method: 'GET', path: '/v1/auth/passkeys' },
  listPriceLists: { method: 'GET', path: '/v1/price-lists' },
  listPrices: { method: 'GET', path: '/v1/price-lists/{priceListId}/prices' },
  listProductAcknowledgements: { method: 'GET', path: '/v1/products/{productId}/acknowledgements' },
  listProducts: { method: 'GET', path: '/v1/products' },
  listProductVersions: { method: 'GET', path: '/v1/products/{productId}/versions' },
  listQuotes: { method: 'GET', path: '/v1/quotes' },
  listQuotesOfRfq: { method: 'GET', path: '/v1/rfqs/{rfqId}/quotes' },
  listQuoteVersions: { method: 'GET', path: '/v1/quotes/{quoteId}/versions' },
  listReceipts: { method: 'GET', path: '/v1/orders/{orderId}/receipts' },
  listReferenceTables: { method: 'GET', path: '/v1/reference' },
  listReservations: { method: 'GET', path: '/v1/reservations' },
  listRfqMessages: { method: 'GET', path: '/v1/rfqs/{rfqId}/messages' },
  listRfqs: { method: 'GET', path: '/v1/rfqs' },
  listRfqTemplates: { method: 'GET', path: '/v1/rfq-templates' },
  listSamples: { method: 'GET', path: '/v1/samples' },
  listSessions: { method: 'GET', path: '/v1/auth/sessions' },
  listShipments: { method: 'GET', path: '/v1/orders/{orderId}/shipments' },
  listSimilarProducts: { method: 'GET', path: '/v1/products/{productId}/similar' },
  listSites: { method: 'GET', path: '/v1/organisations/{organisationId}/sites' },
  listStandingOrderOccurrences: { method: 'GET', path: '/v1/standing-orders/{standingOrderId}/occurrences' },
  listStandingOrders: { method: 'GET', path: '/v1/standing-orders' },
  listStock: { method: 'GET', path: '/v1/stock' },
  listStockMovements: { method: 'GET', path: '/v1/stock/movements' },
  listStockPositions: { method: 'GET', path: '/v1/stock/positions' },
  listWebhookDeliveries: { method: 'GET', path: '/v1/webhooks/{webhookId}/deliveries' },
  listWebhooks: { method: 'GET', path: '/v1/webhooks' },
  loadReferenceTable: { method: 'PUT', path: '/v1/reference/{kind}' },
  logTemperatures: { method: 'POST', path: '/v1/shipments/{shipmentId}/temperatures' },
  loseShipment: { method: 'POST', path: '/v1/shipments/{shipmentId}/lose' },
  offerPasskey: { method: 'POST', path: '/v1/auth/passkeys/options' },
  offerSecondFactor: { method: 'POST', path: '/v1/auth/second-factor' },
  openPriceList: { method: 'POST', path: '/v1/price-lists' },
  openStandingOrder: { method: 'POST', path: '/v1/standing-orders' },
  packShipment: { method: 'POST', path: '/v1/shipments/{shipmentId}/pack' },
  pauseStandingOrder: { method: 'POST', path: '/v1/standing-orders/{standingOrderId}/pause' },
  pickShipment: { method: 'POST', path: '/v1/shipments/{shipmentId}/pick' },
  placeOrder: { method: 'POST', path: '/v1/orders' },
  postRfqMessage: { method: 'POST', path: '/v1/rfqs/{rfqId}/messages' },
  proposeAward: { method: 'POST', path: '/v1/rfqs/{rfqId}/awards' },
  proposeChange: { method: 'POST', path: '/v1/orders/{orderId}/changes' },
  proveAuditConsistency: { method: 'GET', path: '/v1/audit/proofs/consistency' },
  proveAuditInclusion: { method: 'GET', path: '/v1/audit/proofs/inclusion' },
  publishProduct: { method: 'POST', path: '/v1/products/{productId}/publish' },
  publishRfq: { method: 'POST', path: '/v1/rfqs/{rfqId}/publish' },
  quarantineStock: { method: 'POST', path: '/v1/stock/quarantines' },
  rebuildReadModels: { method: 'POST', path: '/v1/rebuilds' },
  recallLot: { method: 'POST', path: '/v1/lots/{lotId}/recall' },
  receiveReturn: { method: 'POST', path: '/v1/claims/{claimId}/receive-return' },
  receiveSample: { method: 'POST', path: '/v1/samples/{sampleId}/receive' },
  recordPayment: { method: 'POST', path: '/v1/invoices/{invoiceId}/payments' },
  recordReceipt: { method: 'POST', path: '/v1/orders/{orderId}/receipts' },
  refuseCancellation: { method: 'POST', path: '/v1/orders/{orderId}/refuse-cancellation' },
  refuseChange: { method: 'POST', path: '/v1/orders/{orderId}/refuse-change' },
  refuseDeviation: { method: 'POST', path: '/v1/orders/{orderId}/refuse-deviation' },
  refuseShipment: { method: 'POST', path: '/v1/shipments/{shipmentId}/refuse' },
  registerAccount: { method: 'POST', path: '/v1/auth/register' },
  registerLot: { method: 'POST', path: '/v1/lots' },
  registerOrganisation: { method: 'POST', path: '/v1/organisations' },
  registerWebhook: { method: 'POST', path: '/v1/webhooks' },
  rejectAward: { method: 'POST', path: '/v1/awards/{awardId}/reject' },
  rejectCertificate: { method: 'POST', path: '/v1/certificates/{certificateId}/reject' },
  rejectClaim: { method: 'POST', path: '/v1/claims/{claimId}/reject' },
  rejectOrder: { method: 'POST', path: '/v1/orders/{orderId}/reject' },
  releaseLot: { method: 'POST', path: '/v1/lots/{lotId}/release' },
  removeIdentityProvider: { method: 'DELETE', path: '/v1/organisations/{organisationId}/identity-provider' },
  removeItemCode: { method: 'DELETE', path: '/v1/products/{productId}/item-code' },
  removeMember: { method: 'DELETE', path: '/v1/organisations/{organisationId}/members/{userId}' },
  removePasskey: { method: 'DELETE', path: '/v1/auth/passkeys/{passkeyId}' },
  removePrice: { method: 'DELETE', path: '/v1/price-lists/{priceListId}/prices/{productId}' },
  removeSecondFactor: { method: 'POST', path: '/v1/auth/second-factor/remove' },
  removeSecondFactorOfStaff: { method: 'POST', path: '/v1/staff/{staffId}/second-factor/remove' },
  removeSecondFactorOfUser: { method: 'POST', path: '/v1/users/{userId}/second-factor/remove' },
  removeSite: { method: 'DELETE', path: '/v1/organisations/{organisationId}/sites/{siteId}' },
  removeWebhook: { method: 'DELETE', path: '/v1/webhooks/{webhookId}' },
  renewRecoveryCodes: { method: 'POST', path: '/v1/auth/second-factor/recovery-codes' },
  reopenOrder: { method: 'POST', path: '/v1/orders/{orderId}/reopen' },
  repeatRfq: { method: 'POST', path: '/v1/rfqs/{rfqId}/repeat' },
  replaceProduct: { method: 'PUT', path: '/v1/products/{productId}' },
  replaceRfq: { method: 'PUT', path: '/v1/rfqs/{rfqId}' },
  replaceSite: { method: 'PUT', path: '/v1/organisations/{organisationId}/sites/{siteId}' },
  replaceStandingOrder: { method: 'PUT', path: '/v1/standing-orders/{standingOrderId}' },
  replayDeadLetter: { method: 'POST', path: '/v1/dead-letters/{deadLetterId}/replay' },
  replayWebhook: { method: 'POST', path: '/v1/webhooks/{webhookId}/replay' },
  replayWebhookDelivery: { method: 'POST', path: '/v1/webhooks/{webhookId}/deliveries/{deliveryId}/replay' },
  requestPasswordReset: { method: 'POST', path: '/v1/auth/password-resets' },
  requestSample: { method: 'POST', path: '/v1/samples' },
  requireIdentityProvider: { method: 'POST', path: '/v1/organisations/{organisationId}/identity-provider/requirement' },
  resetPassword: { method: 'POST', path: '/v1/auth/password-resets/redeem' },
  resumeStandingOrder: { method: 'POST', path: '/v1/standing-orders/{standingOrderId}/resume' },
  reviseQuote: { method: 'PUT', path: '/v1/quotes/{quoteId}' },
  revokeApiKey: { method: 'DELETE', path: '/v1/organisations/{organisationId}/api-keys/{keyId}' },
  revokeCertificate: { method: 'POST', path: '/v1/certificates/{certificateId}/revoke' },
  revokeDelegation: { method: 'DELETE', path: '/v1/organisations/{organisationId}/delegations/{delegationId}' },
  revokeInvitation: { method: 'DELETE', path: '/v1/organisations/{organisationId}/invitations/{invitationId}' },
  revokeSession: { method: 'DELETE', path: '/v1/auth/sessions/{sessionId}' },
  rotateApiKey: { method: 'POST', path: '/v1/organisations/{organisationId}/api-keys/{keyId}/rotate' },
  rotateWebhookSecret: { method: 'POST', path: '/v1/webhooks/{webhookId}/rotate-secret' },
  saveRfqTemplate: { method: 'POST', path: '/v1/rfq-templates' },
  sendOrder: { method: 'POST', path: '/v1/orders/{orderId}/send' },
  sendSample: { method: 'POST', path: '/v1/samples/{sampleId}/send' },
  sendVerificationMail: { method: 'POST', path: '/v1/me/verification-mails' },
  setApprovalRules: { method: 'PUT', path: '/v1/organisations/{organisationId}/approval-rules' },
  setBudget: { method: 'PUT', path: '/v1/organisations/{organisationId}/budgets/{currency}/{period}' },
  setExchangeRates: { method: 'PUT', path: '/v1/exchange-rates' },
  setItemCode: { method: 'PUT', path: '/v1/products/{productId}/item-code' },
  setPrice: { method: 'PUT', path: '/v1/price-lists/{priceListId}/prices/{productId}' },
  setPrices: { method: 'POST', path: '/v1/price-lists/{priceListId}/prices' },
  signOut: { method: 'POST', path: '/v1/auth/logout' },
  submitClaim: { method: 'POST', path: '/v1/orders/{orderId}/claims' },
  submitForVerification: { method: 'POST', path: '/v1/organisations/{organisationId}/verification' },
  submitOrder: { method: 'POST', path: '/v1/orders/{orderId}/submit' },
  submitQuote: { method: 'POST', path: '/v1/rfqs/{rfqId}/quotes' },
  suspendCertificate: { method: 'POST', path: '/v1/certificates/{certificateId}/suspend' },
  takeStock: { method: 'POST', path: '/v1/stock/takes' },
  testWebhook: { method: 'POST', path: '/v1/webhooks/{webhookId}/test' },
  transferStock: { method: 'POST', path: '/v1/stock/transfers' },
  undoEmailChange: { method: 'POST', path: '/v1/auth/email-changes/undo' },
  unlinkIdentity: { method: 'DELETE', path: '/v1/organisations/{organisationId}/members/{userId}/identity' },
  updateMe: { method: 'PATCH', path: '/v1/me' },
  updateOrganisation: { method: 'PATCH', path: '/v1/organisations/{organisationId}' },
  verifyAuditTrail: { method: 'GET', path: '/v1/audit/verification' },
  verifyCertificate: { method: 'POST', path: '/v1/certificates/{certificateId}/verify' },
  verifyEmail: { method: 'POST', path: '/v1/auth/verify-email' },
  withdrawChange: { method: 'POST', path: '/v1/orders/{orderId}/withdraw-change' },
  withdrawClaim: { method: 'POST', path: '/v1/claims/{claimId}/withdraw' },
  withdrawPriceList: { method: 'POST', path: '/v1/price-lists/{priceListId}/withdraw' },
  withdrawQuote: { method: 'POST', path: '/v1/quotes/{quoteId}/withdraw' },
  withdrawSample: { method: 'POST', path: '/v1/samples/{sampleId}/withdraw' },
  withdrawShipment: { method: 'POST', path: '/v1/shipments/{shipmentId}/withdraw' },
} as const

/** Every code that a refusal may have. */
export type ProblemCode =
  | "analytics/newer-schema"
  | "analytics/not-installed"
  | "analytics/other-organisation"
  | "analytics/period"
  | "analytics/too-much"
  | "analytics/unavailable"
  | "as-of/malformed"
  | "as-of/not-yet"
  | "as-of/to-come"
  | "audit/no-such-entry"
  | "audit/other-organisation"
  | "audit/period"
  | "audit/verification-too-long"
  | "audit/verification-under-way"
  | "auth/account-disabled"
  | "auth/account-exists"
  | "auth/api-key-exists"
  | "auth/api-key-expiry"
  | "auth/api-key-over"
  | "auth/client-secret-needed"
  | "auth/code-needed"
  | "auth/domain-taken"
  | "auth/email-changed-lately"
  | "auth/email-not-verified"
  | "auth/email-taken"
  | "auth/grant-incomplete"
  | "auth/identity-taken"
  | "auth/invalid-grant"
  | "auth/invalid-logout-token"
  | "auth/invalid-mail-token"
  | "auth/invalid-operator-token"
  | "auth/invalid-provider-sign-in"
  | "auth/invalid-second-factor-token"
  | "auth/invalid-token"
  | "auth/no-provider"
  | "auth/no-second-factor"
  | "auth/not-a-member"
  | "auth/not-known-to-organisation"
  | "auth/not-linked"
  | "auth/organisation-malformed"
  | "auth/other-identity-linked"
  | "auth/own-sign-in-needed"
  | "auth/passkey-known"
  | "auth/people-only"
  | "auth/provider-address-foreign"
  | "auth/provider-address-not-verified"
  | "auth/provider-not-believed"
  | "auth/provider-not-in-this-state"
  | "auth/provider-refused"
  | "auth/provider-required"
  | "auth/provider-unreachable"
  | "auth/provider-unusable"
  | "auth/same-email"
  | "auth/second-factor-active"
  | "auth/second-factor-locked"
  | "auth/second-factor-needed"
  | "auth/session-exists"
  | "auth/too-many-api-keys"
  | "auth/too-many-failures"
  | "auth/too-many-passkeys"
  | "auth/unknown-account"
  | "auth/unknown-api-key"
  | "auth/unknown-page"
  | "auth/unknown-passkey"
  | "auth/unknown-provider"
  | "auth/unknown-session"
  | "auth/unproven-passkey"
  | "auth/weak-password"
  | "auth/whose-provider"
  | "auth/wrong-client"
  | "auth/wrong-code"
  | "auth/wrong-credentials"
  | "auth/wrong-passkey"
  | "auth/wrong-password"
  | "award/already-proposed"
  | "award/below-minimum"
  | "award/line-twice"
  | "award/more-than-asked"
  | "award/more-than-offered"
  | "award/no-exchange-rate"
  | "award/not-an-approver"
  | "award/not-offered"
  | "award/not-pending"
  | "award/not-yet-approved"
  | "award/quantity-or-share"
  | "award/self-approval"
  | "award/shares"
  | "award/unknown"
  | "award/unknown-line"
  | "award/unknown-quote"
  | "backup/not-in-a-folder"
  | "cache/load-timed-out"
  | "cache/too-many-loads"
  | "catch-weight/insufficient"
  | "catch-weight/not-a-count"
  | "catch-weight/pieces-without-weight"
  | "catch-weight/weight-without-pieces"
  | "certificate/site-missing"
  | "certificate/state"
  | "certificate/unknown"
  | "certificate/unknown-scheme"
  | "certificate/validity"
  | "claim/credit-mismatch"
  | "claim/kind-mismatch"
  | "claim/more-than-conceded"
  | "claim/more-than-received"
  | "claim/no-credit-due"
  | "claim/not-in-this-state"
  | "claim/not-judged"
  | "claim/nothing-to-return"
  | "claim/quantity"
  | "claim/reason-missing"
  | "claim/too-late"
  | "claim/too-many"
  | "claim/too-many-credits"
  | "claim/unknown"
  | "claim/unknown-line"
  | "country/unknown"
  | "credit-note/advance-deducted"
  | "credit-note/advance-in-part"
  | "credit-note/more-than-invoiced"
  | "credit-note/nothing"
  | "credit-note/too-many"
  | "credit-note/unknown"
  | "credit-note/unknown-line"
  | "currency/not-money"
  | "currency/unknown"
  | "customer-group/already-formed"
  | "customer-group/too-many"
  | "customer-group/unknown"
  | "decimal/division-by-zero"
  | "decimal/malformed"
  | "decimal/too-long"
  | "gateway/as-of-malformed"
  | "gateway/as-of-not-reached"
  | "gateway/body-too-large"
  | "gateway/body-unexpected"
  | "gateway/caller-unknown"
  | "gateway/headers-too-large"
  | "gateway/if-match-futile"
  | "gateway/if-match-malformed"
  | "gateway/if-match-missing"
  | "gateway/invalid-body"
  | "gateway/invalid-cursor"
  | "gateway/invalid-path"
  | "gateway/invalid-query"
  | "gateway/malformed-body"
  | "gateway/malformed-path"
  | "gateway/malformed-request"
  | "gateway/method-not-allowed"
  | "gateway/no-organisation"
  | "gateway/not-a-websocket"
  | "gateway/not-allowed"
  | "gateway/not-signed-in"
  | "gateway/quota-exceeded"
  | "gateway/repeated-header"
  | "gateway/request-timeout"
  | "gateway/unexpected"
  | "gateway/unknown-dead-letter"
  | "gateway/unknown-host"
  | "gateway/unknown-origin"
  | "gateway/unknown-path"
  | "gateway/unsupported-media-type"
  | "gateway/upgrade-query"
  | "gateway/url-too-long"
  | "gateway/version-ended"
  | "graphql/circular-fragment"
  | "graphql/closed"
  | "graphql/invalid-document"
  | "graphql/malformed-request"
  | "graphql/mutation-by-get"
  | "graphql/not-persisted"
  | "graphql/subscription-by-http"
  | "graphql/subscriptions-only"
  | "graphql/too-many-subscriptions"
  | "graphql/too-much"
  | "graphql/unknown-document"
  | "gs1/bad-company-prefix"
  | "gs1/mangled-by-spreadsheet"
  | "gs1/not-a-gln"
  | "gs1/not-a-gtin"
  | "gs1/not-an-sscc"
  | "gs1/not-digits"
  | "gs1/restricted-number"
  | "gs1/serial-exhausted"
  | "gs1/wrong-check-digit"
  | "idempotency/in-flight"
  | "idempotency/key-malformed"
  | "idempotency/key-missing"
  | "idempotency/other-payload"
  | "import/ambiguous-number"
  | "import/bad-mapping"
  | "import/broken-text"
  | "import/column-twice"
  | "import/damaged-gzip"
  | "import/empty-file"
  | "import/file-gone"
  | "import/file-too-large"
  | "import/forbidden-key"
  | "import/impossible-temperature"
  | "import/impossible-weight"
  | "import/json-array"
  | "import/no-code"
  | "import/no-mapping"
  | "import/no-name"
  | "import/no-report"
  | "import/not-a-count"
  | "import/not-a-number"
  | "import/not-a-text"
  | "import/not-an-object"
  | "import/not-json"
  | "import/number-too-large"
  | "import/other-currency"
  | "import/price-not-positive"
  | "import/row-too-large"
  | "import/row-too-long"
  | "import/text-too-long"
  | "import/too-deep"
  | "import/too-many-cells"
  | "import/too-many-columns"
  | "import/unclosed-quote"
  | "import/unknown-column"
  | "import/unknown-date-mark"
  | "import/unknown-field"
  | "import/unknown-format"
  | "import/unpacks-too-far"
  | "invoice/advance-gone"
  | "invoice/advance-twice"
  | "invoice/blocked"
  | "invoice/buyer-not-registered"
  | "invoice/charge-twice"
  | "invoice/less-than-nothing"
  | "invoice/lines"
  | "invoice/more-than-agreed"
  | "invoice/more-than-due"
  | "invoice/no-advance"
  | "invoice/no-catch-weight"
  | "invoice/no-transport-evidence"
  | "invoice/not-an-export"
  | "invoice/not-in-this-state"
  | "invoice/not-intra-community"
  | "invoice/not-your-registration"
  | "invoice/nothing-payable"
  | "invoice/number-reserved"
  | "invoice/number-taken"
  | "invoice/order-not-confirmed"
  | "invoice/other-side"
  | "invoice/out-of-scope-alone"
  | "invoice/paid-ahead"
  | "invoice/paid-before-order"
  | "invoice/seller-not-registered"
  | "invoice/tax-rate"
  | "invoice/tax-reason"
  | "invoice/too-many"
  | "invoice/too-many-payments"
  | "invoice/unknown"
  | "invoice/unknown-delivery"
  | "invoice/unknown-order"
  | "job/unknown"
  | "jobs/bad-request"
  | "jobs/cancelled"
  | "jobs/checkpoint-too-large"
  | "jobs/interrupted"
  | "jobs/payload-too-large"
  | "jobs/queue-full"
  | "jobs/result-too-large"
  | "jobs/run-over"
  | "jobs/stopping"
  | "jobs/timed-out"
  | "jobs/unexpected"
  | "jobs/unknown-cursor"
  | "live/already-subscribed"
  | "live/malformed-message"
  | "live/too-many-connections"
  | "live/too-many-readers"
  | "live/too-many-subscriptions"
  | "live/unknown-place"
  | "live/unknown-subscription"
  | "lot/already-registered"
  | "lot/analysis-date"
  | "lot/code-alone"
  | "lot/code-taken"
  | "lot/date-before-production"
  | "lot/date-missing"
  | "lot/date-unexpected"
  | "lot/not-made-yet"
  | "lot/status"
  | "lot/unknown"
  | "money/currency-mismatch"
  | "money/malformed"
  | "money/no-shares"
  | "money/not-an-integer"
  | "money/overflow"
  | "money/too-precise"
  | "order/advance"
  | "order/cancel-instead"
  | "order/cancel-whole"
  | "order/change-overtaken"
  | "order/date-past"
  | "order/decline-instead"
  | "order/deliveries"
  | "order/delivery-twice"
  | "order/figures-late"
  | "order/less-than-left"
  | "order/line-twice"
  | "order/mixed-terms"
  | "order/more-than-open"
  | "order/negative-price"
  | "order/no-delivery"
  | "order/no-nominal-weight"
  | "order/no-price"
  | "order/no-such-supplier"
  | "order/not-an-approver"
  | "order/not-for-sale"
  | "order/not-in-this-state"
  | "order/not-settled"
  | "order/nothing-changed"
  | "order/nothing-confirmed"
  | "order/nothing-open"
  | "order/nothing-to-come"
  | "order/other-currency"
  | "order/other-measure"
  | "order/other-partys-answer"
  | "order/other-partys-proposal"
  | "order/other-side"
  | "order/other-supplier"
  | "order/own-approval"
  | "order/own-proposal"
  | "order/price-changed"
  | "order/quantity"
  | "order/receipt"
  | "order/same-party"
  | "order/stock-short"
  | "order/too-many-changes"
  | "order/too-many-deliveries"
  | "order/too-many-lines"
  | "order/too-many-shipments"
  | "order/too-many-unanswered"
  | "order/too-much-at-once"
  | "order/unknown"
  | "order/unknown-delivery"
  | "order/unknown-line"
  | "order/unknown-site"
  | "organisation/already-member"
  | "organisation/already-registered"
  | "organisation/approval-rules-do-not-fit"
  | "organisation/beyond-budget"
  | "organisation/delegation-does-not-fit"
  | "organisation/delegation-not-yours"
  | "organisation/gln-taken"
  | "organisation/invitation-for-another"
  | "organisation/invitation-over"
  | "organisation/kind-repeated"
  | "organisation/last-owner"
  | "organisation/not-a-tax-id"
  | "organisation/not-an-establishment-number"
  | "organisation/not-verified"
  | "organisation/owners-only"
  | "organisation/people-only"
  | "organisation/remove-not-allowed"
  | "organisation/too-many-budgets"
  | "organisation/too-many-delegations"
  | "organisation/too-many-invitations"
  | "organisation/too-many-members"
  | "organisation/too-many-memberships"
  | "organisation/too-many-sites"
  | "organisation/unknown"
  | "organisation/unknown-budget"
  | "organisation/unknown-delegation"
  | "organisation/unknown-invitation"
  | "organisation/unknown-member"
  | "organisation/unknown-site"
  | "organisation/verification-state"
  | "outgoing/not-public"
  | "outgoing/url"
  | "packaging/bad-count"
  | "packaging/duplicate-level"
  | "packaging/not-whole"
  | "packaging/too-large"
  | "packaging/unknown-level"
  | "passwords/busy"
  | "personal-data/erased"
  | "price-list/already-opened"
  | "price-list/audience-fixed"
  | "price-list/too-many"
  | "price-list/unknown"
  | "price-list/validity"
  | "price-list/withdrawn"
  | "price/breaks"
  | "price/incoterm-unfit-for-containers"
  | "price/product-named-twice"
  | "price/quantities"
  | "price/unit-price"
  | "price/unknown"
  | "product/allergen-named-twice"
  | "product/already-drafted"
  | "product/already-published"
  | "product/discontinued"
  | "product/drained"
  | "product/gtin-level"
  | "product/gtin-twice"
  | "product/hs-code"
  | "product/name-missing"
  | "product/no-such-version"
  | "product/nutrition"
  | "product/sku-taken"
  | "product/temperature-range"
  | "product/unknown"
  | "product/visibility-fixed"
  | "product/weights"
  | "quantity/below-minimum"
  | "quantity/insufficient"
  | "quantity/negative"
  | "quantity/not-a-whole-number"
  | "quantity/not-positive"
  | "quantity/off-increment"
  | "quantity/overflow"
  | "quantity/unit-mismatch"
  | "quote/breaks"
  | "quote/charge-currency"
  | "quote/line-not-offered"
  | "quote/line-twice"
  | "quote/more-than-offered"
  | "quote/no-nominal-weight"
  | "quote/not-a-supplier"
  | "quote/not-valid"
  | "quote/not-your-product"
  | "quote/other-measure"
  | "quote/own-rfq"
  | "quote/price"
  | "quote/product-missing"
  | "quote/product-not-published"
  | "quote/settled"
  | "quote/superseded"
  | "quote/too-many-versions"
  | "quote/two-currencies"
  | "quote/unit"
  | "quote/unknown"
  | "quote/unknown-line"
  | "quote/unknown-site"
  | "quote/withdrawn"
  | "rates/currency-twice"
  | "rates/not-positive"
  | "rates/not-yet"
  | "rebuild/superseded"
  | "rebuild/under-way"
  | "rebuild/unknown"
  | "rebuild/unknown-collection"
  | "redis/unavailable"
  | "reference/not-a-taxonomy"
  | "reference/not-hs-codes"
  | "reference/not-json"
  | "reference/too-large"
  | "rfq-template/already-saved"
  | "rfq-template/name"
  | "rfq-template/unknown"
  | "rfq/already-drafted"
  | "rfq/award-pending"
  | "rfq/deadline-not-later"
  | "rfq/deadline-passed"
  | "rfq/deliveries"
  | "rfq/delivery-past"
  | "rfq/message-target"
  | "rfq/not-a-draft"
  | "rfq/not-open"
  | "rfq/one-quote-each"
  | "rfq/quantity"
  | "rfq/quote-expired"
  | "rfq/supplier-cannot-be-invited"
  | "rfq/too-many-messages"
  | "rfq/too-many-quotes"
  | "rfq/unit-price"
  | "rfq/unknown"
  | "rfq/unknown-product"
  | "rfq/unknown-site"
  | "rfq/weights"
  | "rfq/wrong-status"
  | "sample/not-in-this-state"
  | "sample/too-much"
  | "sample/unknown"
  | "search/bad-cursor"
  | "search/read-only"
  | "search/unavailable"
  | "shipment/already-received"
  | "shipment/judged-otherwise"
  | "shipment/more-than-there"
  | "shipment/not-in-this-state"
  | "shipment/nothing-to-receive"
  | "shipment/packed-otherwise"
  | "shipment/sscc-twice"
  | "shipment/temperature-ahead"
  | "shipment/temperature-before-loading"
  | "shipment/too-many-documents"
  | "shipment/too-many-packages"
  | "shipment/too-many-receipts"
  | "shipment/too-many-temperatures"
  | "shipment/unknown"
  | "shipment/unknown-lot"
  | "shipment/weight-unexpected"
  | "spool/cut-off"
  | "spool/no-room"
  | "spool/too-large"
  | "standing-order/begun"
  | "standing-order/dates"
  | "standing-order/lines"
  | "standing-order/no-delivery-left"
  | "standing-order/not-due"
  | "standing-order/not-in-this-state"
  | "standing-order/not-tried"
  | "standing-order/requester-gone"
  | "standing-order/too-long"
  | "standing-order/unknown"
  | "stock/already-picked"
  | "stock/chosen-mismatch"
  | "stock/insufficient"
  | "stock/lot-not-on-hand"
  | "stock/lot-not-to-leave"
  | "stock/lot-unfit"
  | "stock/not-picked"
  | "stock/pick-exceeds"
  | "stock/quantity"
  | "stock/reason-mismatch"
  | "stock/reason-missing"
  | "stock/release-exceeds"
  | "stock/reservation-over"
  | "stock/reservation-taken"
  | "stock/same-site"
  | "stock/too-many-lots"
  | "stock/too-many-reservations"
  | "stock/unknown-site"
  | "stock/weigh-each-lot"
  | "stock/weight-implausible"
  | "stock/weight-missing"
  | "stock/weight-unexpected"
  | "store/closing"
  | "store/contended"
  | "store/outcome-unknown"
  | "store/overloaded"
  | "store/stale-version"
  | "store/unanswered"
  | "store/unavailable"
  | "store/unknown-cursor"
  | "time/impossible"
  | "time/malformed-date"
  | "time/malformed-instant"
  | "webhook/contended"
  | "webhook/not-active"
  | "webhook/not-in-this-state"
  | "webhook/queue-full"
  | "webhook/replay-range"
  | "webhook/too-many"
  | "webhook/unknown"
  | "webhook/unknown-delivery"

/** What a program is told beside the code, of those codes that come with it. */
export type ProblemFacts = {
  "analytics/newer-schema": { "retryAfterSeconds": number }
  "analytics/not-installed": { "retryAfterSeconds": number; "command": string }
  "analytics/unavailable": { "retryAfterSeconds": number }
  "as-of/not-yet": { "createdAt": string }
  "audit/verification-too-long": { "retryAfterSeconds": number }
  "audit/verification-under-way": { "retryAfterSeconds": number }
  "auth/account-disabled": { "status": string; "allowed": (string)[] }
  "auth/account-exists": { "status": string; "allowed": (string)[] }
  "auth/api-key-exists": { "status": string; "allowed": (string)[] }
  "auth/api-key-over": { "status": string; "allowed": (string)[] }
  "auth/no-second-factor": { "status": string; "allowed": (string)[] }
  "auth/other-identity-linked": { "status": string; "allowed": (string)[] }
  "auth/provider-not-believed": { "reason": string }
  "auth/provider-not-in-this-state": { "status": string; "allowed": (string)[] }
  "auth/provider-refused": { "error": string }
  "auth/provider-required": { "organisationIds": (string)[] }
  "auth/provider-unreachable": { "retryAfterSeconds": number }
  "auth/second-factor-active": { "status": string; "allowed": (string)[] }
  "auth/second-factor-locked": { "status": string; "allowed": (string)[] }
  "auth/second-factor-needed": { "secondFactorToken": string; "expiresInSeconds": number }
  "auth/session-exists": { "status": string; "allowed": (string)[] }
  "auth/too-many-failures": { "retryAfterSeconds": number }
  "award/already-proposed": { "status": string; "allowed": (string)[] }
  "award/more-than-asked": { "line"?: string | undefined; "lineId"?: string | undefined; "left": number }
  "award/more-than-offered": { "left": number }
  "award/no-exchange-rate": { "from": string; "to": string }
  "award/not-an-approver": { "status": string; "allowed": (string)[] }
  "award/not-yet-approved": { "status": string; "allowed": (string)[] }
  "award/self-approval": { "status": string; "allowed": (string)[] }
  "certificate/state": { "status": string; "allowed": (string)[] }
  "claim/more-than-conceded": { "conceded": number; "credited": number; "asked": number }
  "claim/more-than-received": { "received": number; "claimed": number; "asked": number }
  "claim/no-credit-due": { "status": string; "allowed": (string)[]; "remedy": string }
  "claim/not-in-this-state": { "status": string; "allowed": (string)[] }
  "claim/not-judged": { "outcome": string }
  "claim/too-late": { "kind": string; "receivedAt": string; "claimBy": string }
  "credit-note/advance-deducted": { "invoiceId": string }
  "credit-note/more-than-invoiced": { "left": number }
  "customer-group/already-formed": { "status": string; "allowed": (string)[] }
  "customer-group/too-many": { "organisationId": string; "max": number }
  "gateway/as-of-not-reached": { "retryAfterSeconds": number }
  "gateway/caller-unknown": { "retryAfterSeconds": number }
  "gateway/quota-exceeded": { "retryAfterSeconds": number; "policy": string }
  "graphql/too-much": { "limit": string; "atMost": number }
  "idempotency/in-flight": { "retryAfterSeconds": number }
  "invoice/blocked": { "mismatches": ({ "deliveryId": string; "invoiced": number; "payable": number; "beyond": number })[] }
  "invoice/more-than-agreed": { "deliveryId": string; "invoiced": number; "atMost": number; "asked": number }
  "invoice/more-than-due": { "open": number; "asked": number }
  "invoice/not-an-export": { "destination": string }
  "invoice/not-in-this-state": { "status": string; "allowed": (string)[] }
  "invoice/not-intra-community": { "destination": string }
  "live/too-many-connections": { "retryAfterSeconds": number }
  "lot/already-registered": { "status": string; "allowed": (string)[] }
  "lot/code-taken": { "lotId": string }
  "lot/status": { "status": string; "allowed": (string)[] }
  "order/change-overtaken": { "agreed": number; "now": number }
  "order/decline-instead": { "status": string; "allowed": (string)[] }
  "order/less-than-left": { "deliveryId": string; "committed": number; "asked": number }
  "order/more-than-open": { "deliveryId": string; "open": number; "asked": number }
  "order/not-an-approver": { "status": string; "allowed": (string)[] }
  "order/not-in-this-state": { "status": string; "allowed": (string)[] }
  "order/not-settled": { "deliveries": (string)[]; "openToShip": (number)[] }
  "order/nothing-to-come": { "deliveryId": string }
  "order/other-partys-answer": { "status": string; "allowed": (string)[] }
  "order/other-partys-proposal": { "status": string; "allowed": (string)[] }
  "order/own-approval": { "status": string; "allowed": (string)[] }
  "order/own-proposal": { "status": string; "allowed": (string)[] }
  "order/price-changed": { "line": string; "lineId": string; "was": string; "is"?: string | undefined }
  "order/stock-short": { "deliveryId": string; "free": number; "asked": number }
  "organisation/already-registered": { "status": string; "allowed": (string)[] }
  "organisation/beyond-budget": { "period": string; "currency": string; "left": number; "asked": number }
  "organisation/invitation-for-another": { "status": string; "allowed": (string)[] }
  "organisation/invitation-over": { "status": string; "allowed": (string)[] }
  "organisation/not-verified": { "verification": string }
  "organisation/too-many-invitations": { "retryAfterSeconds": number }
  "organisation/verification-state": { "status": string; "allowed": (string)[] }
  "passwords/busy": { "retryAfterSeconds": number }
  "price-list/already-opened": { "status": string; "allowed": (string)[] }
  "price-list/too-many": { "organisationId"?: string | undefined; "customerGroupId"?: string | undefined; "audience"?: string | undefined; "max": number }
  "price-list/withdrawn": { "status": string; "allowed": (string)[] }
  "product/already-drafted": { "status": string; "allowed": (string)[] }
  "product/already-published": { "status": string; "allowed": (string)[] }
  "product/discontinued": { "status": string; "allowed": (string)[] }
  "product/sku-taken": { "productId": string }
  "quantity/below-minimum": { "minimum": number; "increment": number; "above": number }
  "quantity/off-increment": { "increment": number; "below"?: number | undefined; "above": number }
  "quote/more-than-offered": { "line": string; "lineId": string; "offered": number }
  "quote/settled": { "status": string; "allowed": (string)[] }
  "quote/superseded": { "version": number; "present": number }
  "quote/withdrawn": { "status": string; "allowed": (string)[] }
  "rfq-template/already-saved": { "status": string; "allowed": (string)[] }
  "rfq/already-drafted": { "status": string; "allowed": (string)[] }
  "rfq/not-a-draft": { "status": string; "allowed": (string)[] }
  "rfq/not-open": { "deadline": string; "allowed": (string)[] }
  "rfq/quote-expired": { "validUntil": string }
  "rfq/wrong-status": { "status": string; "allowed": (string)[] }
  "sample/not-in-this-state": { "status": string; "allowed": (string)[] }
  "shipment/more-than-there": { "there": number; "asked": number }
  "shipment/not-in-this-state": { "status": string; "allowed": (string)[] }
  "spool/no-room": { "retryAfterSeconds": number }
  "standing-order/not-in-this-state": { "status": string; "allowed": (string)[] }
  "stock/already-picked": { "picked": number }
  "stock/lot-unfit": { "lotId": string }
  "stock/not-picked": { "picked": number }
  "stock/pick-exceeds": { "pickable": number }
  "stock/release-exceeds": { "releasable": number }
  "store/contended": { "retryAfterSeconds": number }
  "store/outcome-unknown": { "retryAfterSeconds": number }
  "store/stale-version": { "expectedVersion": number; "currentVersion": number }
  "store/unanswered": { "retryAfterSeconds": number }
  "store/unavailable": { "retryAfterSeconds": number }
  "webhook/contended": { "retryAfterSeconds": number }
  "webhook/not-in-this-state": { "status": string; "allowed": (string)[] }
  "webhook/queue-full": { "retryAfterSeconds": number }
}
