// The files of which the operator's page is made: read and compressed once, when somebody first asks for one.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'

export interface PageFile {
  readonly type: string
  /** Of the plain octets. */
  readonly digest: string
  /** By the word of Accept-Encoding, the best first. */
  readonly coded: ReadonlyMap<Coding, Uint8Array<ArrayBuffer>>
}

export type Coding = 'br' | 'gzip' | 'identity'

/** By file name. */
export type PageFiles = ReadonlyMap<string, PageFile>

export const PAGE_FILE_NAMES = ['index.html', 'page.js', 'page.css', 'icon.svg'] as const

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Beside the built program, or where `npm run page` puts it for the source. */
const FOLDERS = [join(import.meta.dirname, 'page'), join(import.meta.dirname, '../../../dist/page')]

/** Undefined when the page was not built. */
export async function readPageFiles(folders: readonly string[] = FOLDERS): Promise<PageFiles | undefined> {
  for (const folder of folders) {
    const files = await readAll(folder)
    if (files !== undefined) return files
  }
  return undefined
}

async function readAll(folder: string): Promise<PageFiles | undefined> {
  try {
    return new Map(
      await Promise.all(
        PAGE_FILE_NAMES.map(
          async (name) => [name, await packed(name, await readFile(join(folder, name)))] as const,
        ),
      ),
    )
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return undefined
  }
}

async function packed(name: string, plain: Uint8Array): Promise<PageFile> {
  const [br, zipped] = await Promise.all([
    promisify(brotliCompress)(plain),
    promisify(gzip)(plain, { level: 9 }),
  ])
  return {
    type: TYPES[extname(name)] ?? 'application/octet-stream',
    digest: createHash('sha256').update(plain).digest('base64url'),
    coded: new Map([
      ['br', new Uint8Array(br)],
      ['gzip', new Uint8Array(zipped)],
      ['identity', new Uint8Array(plain)],
    ]),
  }
}
