import { Finding, KubernetesVersions, Severity } from './finding';

/**
 * What was found, as a short paragraph: what is wrong, then where, why and how to cure it.
 *
 * The lines after the first are indented, so that the paragraph still reads well in cdk8s' list of validation errors.
 *
 * @param findings one finding, or several that say the same of different places: those are listed
 * @param narrow how a user says which Kubernetes versions count, for a finding that holds for some of them only
 */
export function findingsText(findings: readonly Finding[], narrow: (versions: KubernetesVersions) => string): string {
  const [{ message, why, fix, kubernetesVersions }] = findings;
  const [first, ...others] = findings.map(whereText);
  return [
    `${message}.`,
    `    where: ${first}`,
    ...others.map(where => `           ${where}`),
    `    why:   ${why}.`,
    `    fix:   ${fix}.`,
    ...kubernetesVersions ? [`    only:  ${onlyText(kubernetesVersions, narrow)}`] : [],
  ].join('\n');
}

/**
 * Findings in files as short paragraphs, each beginning with the place, as compilers write it.
 *
 * Those that follow each other and have the same reason and the same cure share one paragraph.
 *
 * @param paint colours the severity, and what is less important than the first lines
 */
export function fileFindingsText(findings: readonly Finding[], paint: Paint = PLAIN): string[] {
  const groups: Finding[][] = [];
  for (const finding of findings) {
    const last = groups[groups.length - 1];
    if (last && last[0].why === finding.why && last[0].fix === finding.fix && last[0].severity === finding.severity) last.push(finding);
    else groups.push([finding]);
  }
  return groups.map(group => [
    ...group.map(({ file, line, column, severity, message, path }) => {
      const place = visibleText([file, line, column].filter(part => part !== undefined).join(':'));
      const field = message.includes(path) || path === 'the document' ? '' : paint.faint(` (${visibleText(path)})`);
      return `${place}${place && ': '}${paint.severity(severity)}: ${visibleText(message)}${field}`;
    }),
    paint.faint(`    why: ${visibleText(group[0].why)}.`),
    paint.faint(`    fix: ${visibleText(group[0].fix)}.`),
  ].join('\n'));
}

/** Colours for a terminal. */
export interface Paint {
  severity(severity: Severity): string;
  faint(text: string): string;
}

const PLAIN: Paint = { severity: severity => severity, faint: text => text };

/**
 * A text with everything escaped that is not simply seen: line breaks and what terminals, editors and compilers obey.
 *
 * What a file says may be repeated in a program only like this.
 */
export function escapedText(text: string): string {
  return text.replace(UNSEEN, found => found.split('').map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''));
}

/** The same for a terminal, without the end that nobody would read. */
export function visibleText(text: string): string {
  return escapedText(text.length <= MAX_TEXT_LENGTH ? text : `${text.slice(0, MAX_TEXT_LENGTH)} … (${text.length} characters)`);
}

const MAX_TEXT_LENGTH = 4000;

/** Control and format characters, separators of lines, halves of characters, what is no character, and letters that look like blanks. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\ufffe\uffff]/gu;

/** A value as a reader would write it: strings in quotes, numbers plain, anything long cut short. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  return jsonText(value, MAX_VALUE_LENGTH);
}

/** A value without anything left out, but for what nobody would read. */
export function wholeText(value: unknown): string {
  return jsonText(value, MAX_WHOLE_LENGTH);
}

const MAX_WHOLE_LENGTH = 1000;

/** Long enough for any legal name and short enough for one line of a terminal. */
const MAX_VALUE_LENGTH = 72;

function onlyText(versions: KubernetesVersions, narrow: (versions: KubernetesVersions) => string): string {
  const { min, max } = versions;
  const several = min < max;
  return `Kubernetes 1.${min}${several ? ` to 1.${max}` : ''}. If you do not run ${several ? 'any of these' : 'it'}, say so: ${narrow(versions)}`;
}

function whereText(finding: Finding): string {
  const object = `${finding.kind} ${finding.namespace ? `${finding.namespace}/` : ''}${finding.name}`.trim();
  return [object, ...finding.container ? [`container ${finding.container}`] : [], finding.path].join(', ');
}

function jsonText(value: unknown, longest: number): string {
  const text = visibleText(safeJson(value));
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return 'an object that JSON cannot express';
  }
}
