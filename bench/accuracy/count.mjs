// Holds what was raised against what was planted. An alert, of a rule of stemma or of a peer, is
// `{ rule, severity, credentials }`; the truth is that of the generator.

const SERIOUS = new Set(['medium', 'high', 'critical']);

export const isSerious = ({ severity }) => SERIOUS.has(severity);

/**
 * Judges the alerts of one world. An alert is right where it names a credential that an attack touches and no benign
 * one, else it is false. A planted finding is found where the same rule, of the same severity, names its credential; an
 * attack is seen where any alert names a credential that is the attacker's.
 */
export function judgeWorld({ world, truth, alerts: raised }) {
  const alerts = summed(raised);
  const benign = new Set(truth.benign);
  const tokens = new Map(truth.tokens.map((token) => [token.accessKeyId, token]));
  const judged = alerts.map((alert) => {
    const named = alert.credentials.filter((key) => benign.has(key));
    const touched = alert.credentials.some((key) => tokens.has(key) && !benign.has(key));
    return { ...alert, world, right: touched && named.length === 0, benign: named, principals: named.map(principalOf) };
  });
  const expected = truth.attacks.flatMap((attack) =>
    attack.findings.map((finding) => ({
      ...finding,
      world,
      attack: attack.name,
      found: alerts.some((alert) => isFinding(alert, finding)),
    })),
  );
  const attacks = truth.attacks.map(({ name, compromised }) => {
    const stolen = new Set(compromised);
    const by = alerts.filter(({ credentials }) => credentials.some((key) => stolen.has(key)));
    return { world, name, compromised, by: new Set(by.map(({ rule }) => rule)) };
  });
  return { alerts: judged, expected, attacks };

  function principalOf(key) {
    const { kind, id } = tokens.get(key).origin;
    return `${kind} ${id}`;
  }
}

/** Alerts of one rule that name the same credentials as one, with their number: filters raise them by the thousand. */
function summed(alerts) {
  const sums = new Map();
  for (const { rule, severity, credentials } of alerts) {
    const name = [rule, severity, ...credentials].join(' ');
    const sum = sums.get(name);
    if (sum === undefined) sums.set(name, { rule, severity, credentials, count: 1 });
    else sum.count++;
  }
  return [...sums.values()];
}

function isFinding(alert, { rule, severity, credential }) {
  if (alert.rule !== rule || alert.severity !== severity) return false;
  return credential === undefined || alert.credentials.includes(credential);
}

/** Recall and precision of each value of a field, as `rule` or `severity`, over judged worlds. */
export function tallyBy(field, worlds) {
  const rows = new Map();
  const row = (name) => {
    const found = rows.get(name) ?? {
      name,
      planted: 0,
      found: 0,
      raised: 0,
      right: 0,
      benign: new Set(),
      principals: new Set(),
    };
    rows.set(name, found);
    return found;
  };
  for (const { alerts, expected } of worlds) {
    for (const finding of expected) {
      const of = row(finding[field]);
      of.planted++;
      if (finding.found) of.found++;
    }
    for (const alert of alerts) {
      const of = row(alert[field]);
      of.raised += alert.count;
      if (alert.right) of.right += alert.count;
      for (const key of alert.benign) of.benign.add(`${alert.world} ${key}`);
      for (const name of alert.principals) of.principals.add(`${alert.world} ${name}`);
    }
  }
  return [...rows.values()];
}

/** What must not be: planted and not found, seen by nothing, benign and named by something serious. */
export function failures(worlds) {
  const lines = [];
  for (const { alerts, expected, attacks } of worlds) {
    for (const { found, rule, severity, attack, world } of expected) {
      if (!found) lines.push(`missed: ${rule} (${severity}) for ${attack}, in ${world}`);
    }
    for (const { name, by, world } of attacks) {
      if (by.size === 0) lines.push(`unseen: no finding names what the attacker of ${name} holds, in ${world}`);
    }
    for (const { rule, severity, world, benign, credentials } of alerts) {
      if (!isSerious({ severity }) || benign.length === 0) continue;
      const share = `${benign.length} benign of the ${credentials.length} credentials it names`;
      lines.push(`false: ${rule} (${severity}), ${share}, in ${world}`);
    }
  }
  return lines;
}
