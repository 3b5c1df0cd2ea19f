// BIND 9: one worker thread, minimal responses, answers rotated.
import type { ServerProgram } from './server.ts'

export const BIND: ServerProgram = {
  name: 'bind',
  program: 'named',
  flavour: 'plain',
  zoneFile: 'corp.example.zone',
  files: ({ folder, endpoint }) => ({
    'named.conf': `options {
  directory "${folder}";
  listen-on port ${endpoint.port} { ${endpoint.address}; };
  listen-on-v6 { none; };
  pid-file none;
  session-keyfile none;
  lock-file none;
  managed-keys-directory "${folder}/state";
  recursion no;
  dnssec-validation no;
  minimal-responses yes;
  empty-zones-enable no;
  notify no;
  allow-transfer { none; };
  rrset-order { order cyclic; };
  check-names primary ignore;
};
controls { };
zone "corp.example" { type primary; file "corp.example.zone"; };
`,
  }),
  arguments: ({ folder }) => ['-g', '-n', '1', '-c', `${folder}/named.conf`],
}
