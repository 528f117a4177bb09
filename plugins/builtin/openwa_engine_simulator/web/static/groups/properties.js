import { define } from '../runtime/registry.js';
import { requests } from '../network/line.js';

const RULE_BY_PROPERTY = { announcement: 'announce', restrict: 'restrict' };

async function sendSetGroupSubject(gid, subject) {
  await requests.ask('group_subject', { group: String(gid), subject });
}

async function sendSetGroupDescription(gid, description) {
  await requests.ask('group_description', { group: String(gid), description });
}

async function sendSetGroupProperty(gid, property, value) {
  const rule = RULE_BY_PROPERTY[property];
  if (!rule) throw new Error(`the stand-in's groups have no ${property}`);
  await requests.ask('group_rule', { group: String(gid), rule, on: value === 1 });
}

define('WAStandInGroupProperties', { sendSetGroupSubject, sendSetGroupDescription, sendSetGroupProperty });
