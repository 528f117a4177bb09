// Groups that the account is in, and the door to others.
bridge.groups = (() => {
  const { attempt, number, text } = bridge.fields;
  const { refuse } = bridge.refusals;
  const { lid, name } = bridge.chats;

  async function metadata(chat) {
    const known = chat.groupMetadata;
    return known?.stale === false ? known : WPP.whatsapp.GroupMetadataStore.find(chat.id);
  }

  const participant = (one) => ({
    id: name(one.id),
    lid: lid(one.id),
    isAdmin: Boolean(one.isAdmin || one.isSuperAdmin),
    isSuperAdmin: Boolean(one.isSuperAdmin),
  });

  function fields(chat, found) {
    return {
      id: String(chat.id),
      name: text(found.subject ?? chat.name ?? chat.formattedTitle) ?? '',
      description: text(found.desc),
      owner: found.owner ? name(found.owner) : null,
      createdAt: number(found.creation),
      participants: found.participants.getModelsArray().map(participant),
    };
  }

  // A group that the account has left stays in the list of chats.
  async function find(id) {
    const chat = (await bridge.chats.known(id)) ?? (await bridge.chats.find(id));
    const found = await metadata(chat);
    if (!found.participants.iAmMember()) refuse('not_a_member', 'Not in the group');
    return { chat, found };
  }

  async function all() {
    const groups = [];
    for (const chat of await WPP.group.getAllGroups()) {
      const found = chat && (await metadata(chat));
      if (found) groups.push(attempt(() => fields(chat, found)));
    }
    return { groups: groups.filter((group) => group !== null) };
  }

  async function one({ group }) {
    const { chat, found } = await find(group);
    return fields(chat, found);
  }

  async function setSubject({ group, text: subject }) {
    await WPP.group.setSubject((await find(group)).chat.id, subject);
    return {};
  }

  async function setDescription({ group, text: description }) {
    await WPP.group.setDescription((await find(group)).chat.id, description);
    return {};
  }

  async function leave({ group }) {
    await WPP.group.leave((await find(group)).chat.id);
    return {};
  }

  const codeOf = (given) => ({ code: text(given?.code ?? given) });

  // For members who may not know it wa-js has no answer of its own when everybody may add others.
  async function asAdmin(group) {
    const { chat, found } = await find(group);
    if (!found.participants.iAmAdmin()) refuse('group_you_are_not_admin', 'Only admins may do this');
    return chat.id;
  }

  async function invite({ group }) {
    return codeOf(await WPP.group.getInviteCode(await asAdmin(group)));
  }

  async function revokeInvite({ group }) {
    return codeOf(await WPP.group.revokeInviteCode(await asAdmin(group)));
  }

  // Asked first: only this says that a code is wrong. Who is in the group already is let in again.
  async function join({ code }) {
    await WPP.group.getGroupInfoFromInviteCode(code);
    return { id: String((await WPP.group.join(code)).id) };
  }

  return { all, fields, find, invite, join, leave, one, revokeInvite, setDescription, setSubject };
})();
