/**
 * A dependency container in which the graph is data.
 *
 * Every provider names what it needs, so the whole graph is known before any
 * factory runs: missing names and captive dependencies do not compile, cycles
 * are reported with their path, independent providers start in parallel, and
 * disposal runs strictly dependents-first.
 */
type Names<T> = readonly (keyof T & string)[]
// A provider's types are checked where it is declared; the map that holds all of them cannot say each one.
// oxlint-disable-next-line typescript/no-explicit-any
type Some = any
type Make<D, T> = (needs: D) => T | Promise<T>
type Fresh<K extends string, T> = K extends keyof T ? never : K
type Supplied<S, Needs> = S extends Needs ? unknown : { missing: Exclude<keyof Needs, keyof S> }
type Options<T> = { dispose?: (value: T) => void | Promise<void> }
type Provider = {
  name: string
  needs: readonly string[]
  kind: 'singleton' | 'lazy' | 'scoped'
  make: Make<Some, Some>
  dispose?: (value: Some) => void | Promise<void>
}

/** Built on first call, once; the type says so, so no one waits by surprise. */
export type Lazy<T> = () => Promise<T>

export class ContainerError extends Error {
  override name = 'ContainerError'
}

/** `Seed`: what is given from outside. `S`: what singletons may need. `A`: what a scope may need, singletons included. */
export class Container<Seed extends object, S extends Seed, A extends S, ScopeSeed extends object> {
  readonly #providers: ReadonlyMap<string, Provider>
  constructor(providers: ReadonlyMap<string, Provider> = new Map()) {
    this.#providers = providers
  }

  singleton<K extends string, const N extends Names<S>, T>(
    name: Fresh<K, A> & K,
    needs: N,
    make: Make<Pick<S, N[number]>, T>,
    options: Options<T> = {},
  ): Container<Seed, S & Record<K, T>, A & Record<K, T>, ScopeSeed> {
    return this.#with({ name, needs, kind: 'singleton', make, ...options }) as never
  }
  lazy<K extends string, const N extends Names<S>, T>(
    name: Fresh<K, A> & K,
    needs: N,
    make: Make<Pick<S, N[number]>, T>,
    options: Options<T> = {},
  ): Container<Seed, S & Record<K, Lazy<T>>, A & Record<K, Lazy<T>>, ScopeSeed> {
    return this.#with({ name, needs, kind: 'lazy', make, ...options }) as never
  }
  scoped<K extends string, const N extends Names<A>, T>(
    name: Fresh<K, A> & K,
    needs: N,
    make: Make<Pick<A, N[number]>, T>,
    options: Options<T> = {},
  ): Container<Seed, S, A & Record<K, T>, ScopeSeed> {
    return this.#with({ name, needs, kind: 'scoped', make, ...options }) as never
  }
  /** Add a module: a container whose seed is what it needs from this one. */
  use<Needs extends object, S2 extends Needs, A2 extends S2>(
    module: Container<Needs, S2, A2, ScopeSeed> & Supplied<S, Needs>,
  ): Container<Seed, S & S2, A & A2, ScopeSeed> {
    for (const name of module.#providers.keys())
      if (this.#providers.has(name)) throw new ContainerError(`"${name}" is provided twice.`)
    return new Container(new Map([...this.#providers, ...module.#providers])) as never
  }
  /** Replace one provider, with the way it is disposed of: another adapter, or a test's. Unlike a declaration it may look forward, so cycles become possible and are checked by `start`. */
  override<K extends keyof S & string, const N extends Names<S>>(
    name: K,
    needs: N,
    make: Make<Pick<S, N[number]>, S[K]>,
    options: Options<S[K]> = {},
  ): Container<Seed, S, A, ScopeSeed> {
    return this.#with({ name, needs, kind: 'singleton', make, ...options }) as never
  }
  #with(provider: Provider): unknown {
    return new Container(new Map(this.#providers).set(provider.name, provider))
  }

  /** What it provides, in the order declared. */
  names(): string[] {
    return [...this.#providers.keys()]
  }
  /** The graph as `[dependent, dependency]` pairs, for the docs. */
  edges(): [string, string][] {
    return [...this.#providers.values()].flatMap((p) => p.needs.map((need): [string, string] => [p.name, need]))
  }

  /** Starts every singleton, independent ones side by side; a start that fails or outlasts `timeoutMs` is undone. */
  async start(seed: Seed, { timeoutMs = 60_000 }: { timeoutMs?: number } = {}): Promise<App<S, A, ScopeSeed>> {
    assertAcyclic(this.#providers, seed)
    const lifetime = new Lifetime(this.#providers, new Map(Object.entries(seed)))
    try {
      const names = [...this.#providers.values()].filter((p) => p.kind !== 'scoped').map((p) => p.name)
      const values = await lifetime.within(timeoutMs, names)
      return new App({ ...seed, ...Object.fromEntries(values) } as unknown as S, this.#providers, lifetime)
    } catch (error) {
      await lifetime.dispose()
      throw error
    }
  }
}

export class App<S extends object, A extends S, ScopeSeed extends object> implements AsyncDisposable {
  readonly values: S
  readonly #providers: ReadonlyMap<string, Provider>
  readonly #root: Lifetime
  readonly #scopes = new Set<Scope<A>>()
  constructor(values: S, providers: ReadonlyMap<string, Provider>, root: Lifetime) {
    this.values = values
    this.#providers = providers
    this.#root = root
  }

  scope(seed: ScopeSeed): Scope<A> {
    const scope = new Scope<A>(new Lifetime(this.#providers, new Map(Object.entries(seed)), this.#root), () =>
      this.#scopes.delete(scope),
    )
    this.#scopes.add(scope)
    return scope
  }
  async [Symbol.asyncDispose]() {
    for (const scope of this.#scopes) await scope[Symbol.asyncDispose]()
    await this.#root.dispose()
  }
}

export class Scope<A extends object> implements AsyncDisposable {
  readonly #lifetime: Lifetime
  readonly #onDispose: () => void
  constructor(lifetime: Lifetime, onDispose: () => void) {
    this.#lifetime = lifetime
    this.#onDispose = onDispose
  }
  get<K extends keyof A & string>(name: K): Promise<A[K]> {
    return this.#lifetime.get(name) as Promise<A[K]>
  }
  async [Symbol.asyncDispose]() {
    this.#onDispose()
    await this.#lifetime.dispose()
  }
}

/** Builds each provider at most once and undoes them in reverse. */
class Lifetime {
  readonly #providers: ReadonlyMap<string, Provider>
  readonly #seed: ReadonlyMap<string, unknown>
  readonly #parent: Lifetime | undefined
  readonly #values = new Map<string, Promise<unknown>>()
  readonly #undo: (() => void | Promise<void>)[] = []
  readonly #building = new Set<string>()
  #disposed = false
  constructor(providers: ReadonlyMap<string, Provider>, seed: ReadonlyMap<string, unknown>, parent?: Lifetime) {
    this.#providers = providers
    this.#seed = seed
    this.#parent = parent
  }

  /** All of the names, or an error that says which were still starting. */
  async within(timeoutMs: number, names: readonly string[]): Promise<(readonly [string, unknown])[]> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<never>((_resolve, refuse) => {
      timer = setTimeout(() => {
        const waiting = [...this.#building].map((name) => `"${name}"`).join(', ')
        refuse(new ContainerError(`Still starting after ${timeoutMs} ms: ${waiting}.`))
      }, timeoutMs)
    })
    const all = Promise.all(names.map(async (name) => [name, await this.get(name)] as const))
    return Promise.race([all, late]).finally(() => clearTimeout(timer))
  }
  get(name: string): Promise<unknown> {
    if (this.#disposed) return Promise.reject(new ContainerError(`"${name}" was asked for after disposal.`))
    if (this.#seed.has(name)) return Promise.resolve(this.#seed.get(name))
    const provider = this.#providers.get(name)
    if (!provider) return this.#parent?.get(name) ?? Promise.reject(new ContainerError(`Nothing provides "${name}".`))
    if (provider.kind !== 'scoped' && this.#parent) return this.#parent.get(name)
    return this.#once(name, () =>
      provider.kind === 'lazy' ? () => this.#once(`${name}()`, () => this.#build(provider)) : this.#build(provider),
    )
  }
  #once(key: string, make: () => unknown): Promise<unknown> {
    let value = this.#values.get(key)
    if (!value) {
      value = Promise.resolve(make())
      this.#values.set(key, value)
      // What failed is built anew when it is asked for again.
      value.catch(() => this.#values.delete(key))
    }
    return value
  }
  async #build({ name, needs, make, dispose }: Provider): Promise<unknown> {
    const values = await Promise.all(needs.map(async (need) => [need, await this.get(need)] as const))
    this.#building.add(name)
    const value = await Promise.resolve(make(Object.fromEntries(values))).finally(() => this.#building.delete(name))
    if (dispose && this.#disposed) await dispose(value)
    else if (dispose) this.#undo.push(() => dispose(value))
    return value
  }
  async #settled(timeoutMs: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeoutMs)))
    await Promise.race([Promise.allSettled(this.#values.values()), late]).finally(() => clearTimeout(timer))
  }
  async dispose(): Promise<void> {
    if (this.#disposed) return
    this.#disposed = true
    // What hangs is not waited for; should it be built after all, it is undone at once.
    await this.#settled(2_000)
    const failures: unknown[] = []
    for (const undo of this.#undo.splice(0).reverse())
      await Promise.resolve()
        .then(undo)
        .catch((error) => failures.push(error))
    if (failures.length) throw new AggregateError(failures, 'Some providers failed to dispose.')
  }
}

function assertAcyclic(providers: ReadonlyMap<string, Provider>, seed: object): void {
  const done = new Set<string>(Object.keys(seed))
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) throw new ContainerError(`Cycle: ${[...path.slice(path.indexOf(name)), name].join(' → ')}`)
    if (done.has(name)) return
    for (const need of providers.get(name)?.needs ?? []) visit(need, [...path, name])
    done.add(name)
  }
  for (const name of providers.keys()) visit(name, [])
}

/** `Seed`: values given to `start`. `ScopeSeed`: values given to each scope, such as the request. */
export const container = <Seed extends object = {}, ScopeSeed extends object = {}>(): Container<
  Seed,
  Seed,
  Seed & ScopeSeed,
  ScopeSeed
> => new Container()
