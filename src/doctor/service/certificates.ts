// Are the certificates valid, for long enough, complete, for names by which clients come, and those in use?
import { createHash, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { Endpoint } from '../../config/values.ts'
import { nameToText } from '../../dns/name.ts'
import { type CertificateFiles, readCertificate } from '../../serve/certificate.ts'
import { absenceOf, type Context, statusOf } from '../context.ts'
import { type Examination, type Finding, orWell, problem, skipped, warning } from '../examination.ts'
import { shownCertificate } from '../network/ask-encrypted.ts'
import { endpointText } from '../network/endpoint-text.ts'
import { reachable } from '../our-zones.ts'
import { listText } from '../span-text.ts'

const DAY_MS = 86_400_000
/** Certificates of 90 days are renewed 30 days before their end: with less than that, a renewal has failed. */
const WARN_MS = 21 * DAY_MS
const RENEW = 'renew it; failover takes the new files by itself when they are put in place'

export const certificates: Examination = {
  title: 'certificates',
  async run(context) {
    const { dot, doh, tls, api } = context.config
    const findings = await Promise.all([
      tls === undefined ? [] : examineFiles(context, tls, [...dot, ...doh]),
      api.tls === undefined ? [] : examineFiles(context, api.tls, api.listen),
    ])
    return orWell(findings.flat(), 'none is configured: neither tls nor api has one')
  },
}

async function examineFiles(
  context: Context,
  files: CertificateFiles,
  places: readonly Endpoint[],
): Promise<readonly Finding[]> {
  const read = readCertificate(files)
  if ('problem' in read)
    return [
      problem(
        read.problem,
        'put a certificate and its key in place, both as PEM, and readable for the daemon',
      ),
    ]
  const chain = chainIn(read.certificate.chain)
  const judged = judgeChain(files.certificate, chain, namesFor(context, places), context.nowMs)
  return [...judged, ...(await shownFindings(context, files.certificate, chain, places))]
}

export function chainIn(pem: string): readonly X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
  return blocks.map((block) => new X509Certificate(block))
}

/** By which clients may come: name servers with an address at which we listen, and the addresses. */
function namesFor({ zones, config }: Context, places: readonly Endpoint[]): readonly string[] {
  const addresses = places.map(({ address }) => address).filter((address) => !/^[0.:]+$/.test(address))
  const ours = zones.flatMap(({ nameServers }) =>
    nameServers.map(({ host }) => nameToText(host).replace(/\.$/, '')),
  )
  const hosts = config.api.hosts.map((host) => host.replace(/\.$/, ''))
  return [...new Set([...ours, ...hosts, ...addresses])]
}

/** `names`: those by which clients may come; one of them must be in the certificate. */
export function judgeChain(
  file: string,
  chain: readonly X509Certificate[],
  names: readonly string[],
  nowMs: number,
): readonly Finding[] {
  const [leaf] = chain
  if (leaf === undefined)
    return [problem(`${file}: no certificate is in it`, 'put the certificate in, as PEM')]
  const endMs = Date.parse(leaf.validTo)
  const days = Math.floor((endMs - nowMs) / DAY_MS)
  const covers = names.filter(
    (name) => (isIP(name) === 0 ? leaf.checkHost(name) : leaf.checkIP(name)) !== undefined,
  )
  const findings: Finding[] = []
  if (endMs <= nowMs)
    findings.push(problem(`${file}: expired on ${dayText(endMs)}: clients refuse it`, RENEW))
  else if (endMs - nowMs < WARN_MS)
    findings.push(warning(`${file}: expires in ${days} days, on ${dayText(endMs)}`, RENEW))
  if (Date.parse(leaf.validFrom) > nowMs)
    findings.push(
      problem(
        `${file}: is not valid before ${dayText(Date.parse(leaf.validFrom))}`,
        'look at the clock of this machine, and of the one that has signed it',
      ),
    )
  const gap = chain.findIndex((one, at) => {
    const issuer = chain[at + 1]
    return issuer !== undefined && !one.checkIssued(issuer)
  })
  if (gap >= 0)
    findings.push(
      problem(
        `${file}: certificate ${gap + 2} in it did not issue certificate ${gap + 1}`,
        'put them in order: the certificate first, then the one that issued it, and so on',
      ),
    )
  else if (chain.length === 1 && !leaf.checkIssued(leaf))
    findings.push(
      warning(
        `${file}: the certificate stands alone; clients that do not know its issuer directly refuse it`,
        'append the certificates of its issuers (fullchain.pem of certbot), unless clients trust the issuer itself',
      ),
    )
  if (names.length > 0 && covers.length === 0)
    findings.push(
      warning(
        `${file}: is for ${sansOf(leaf)}, and for none of ${listText(names)}`,
        'have it issued for the name or the address by which clients come',
      ),
    )
  return orWell(findings, `${file}: valid for ${days} days, until ${dayText(endMs)}, for ${sansOf(leaf)}`)
}

function sansOf({ subjectAltName }: X509Certificate): string {
  return subjectAltName ?? 'no name'
}

function dayText(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10)
}

/** The daemon goes on with the old certificate when it cannot use the new one. */
async function shownFindings(
  context: Context,
  file: string,
  [leaf]: readonly X509Certificate[],
  places: readonly Endpoint[],
): Promise<readonly Finding[]> {
  if (statusOf(context) === undefined)
    return [skipped(`${file}: whether it is in use is not known: ${absenceOf(context)}`)]
  const shown = await Promise.all(places.map((place) => shownCertificate(reachable(place), undefined)))
  return places.flatMap((place, at) => {
    const raw = shown[at]
    if (raw === undefined || leaf === undefined || digestOf(raw) === digestOf(leaf.raw)) return []
    return [
      warning(
        `${endpointText(place)} shows another certificate than ${file} holds`,
        'the daemon could not use the new one: its log says why; then touch the file, or kill -HUP its pid',
      ),
    ]
  })
}

function digestOf(octets: Uint8Array): string {
  return createHash('sha256').update(octets).digest('hex')
}
