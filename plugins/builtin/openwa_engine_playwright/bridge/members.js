// Who is in a group: a result for each, in WhatsApp's numbers.
bridge.members = (() => {
  const { attempt, until } = bridge.fields;
  const { refuse } = bridge.refusals;
  const { name, otherId } = bridge.chats;
  const DONE = 200;
  const NOT_ALLOWED = 403;
  const NOT_FOUND = 404;
  const EXISTS = 409;
  const FAILED = 500;
  const LIMIT_MS = 5_000;

  const isAdmin = (member) => Boolean(member?.isAdmin || member?.isSuperAdmin);

  // `settled` is the code for somebody with whom nothing has to be done, or can be; `isDone` tells it afterwards.
  const ways = {
    add: {
      call: 'addParticipants',
      settled: async (member, all, id) => {
        if (member) return EXISTS;
        return (await bridge.people.query(id)) ? null : NOT_FOUND;
      },
      isDone: (member) => member !== null,
    },
    remove: {
      call: 'removeParticipants',
      settled: (member, all) => (attempt(() => all.canRemove(member)) ? null : NOT_ALLOWED),
      isDone: (member) => member === null,
    },
    promote: {
      call: 'promoteParticipants',
      settled: (member) => (isAdmin(member) ? DONE : null),
      isDone: isAdmin,
    },
    demote: {
      call: 'demoteParticipants',
      settled: (member, all) => {
        if (!isAdmin(member)) return DONE;
        return attempt(() => all.canDemote(member)) ? null : NOT_ALLOWED;
      },
      isDone: (member) => !isAdmin(member),
    },
  };

  const widOf = (id) => WPP.whatsapp.WidFactory.createWid(id);

  // Looks the member up, under either of his ids.
  async function seeker(all, id) {
    const ids = [id, await otherId(id)].filter((one) => one !== null);
    const wids = ids.map(widOf);
    return () => wids.map((wid) => all.get(wid)).find(Boolean) ?? null;
  }

  function codeIn(said, id) {
    const wanted = name(widOf(id));
    const key = Object.keys(said ?? {}).find((one) => name(widOf(one)) === wanted);
    return key === undefined ? null : Number(said[key].code);
  }

  // One who cannot be changed makes wa-js refuse them all: then each by himself.
  async function carryOut(chat, call, ids) {
    try {
      return await WPP.group[call](chat.id, ids);
    } catch {
      for (const id of ids) await attemptOne(chat, call, id);
      return null;
    }
  }

  async function attemptOne(chat, call, id) {
    try {
      await WPP.group[call](chat.id, [id]);
    } catch {
      // The members show it.
    }
  }

  // WhatsApp says something of each one that is added, and nothing of the others.
  async function outcome(said, way, { id, seek }, end) {
    const code = codeIn(said, id);
    if (code !== null) return code;
    return (await until(() => way.isDone(seek()), end - Date.now())) ? DONE : FAILED;
  }

  function checkMay(found, change) {
    if (found.participants.iAmAdmin()) return;
    if (change === 'add' && found.memberAddMode === 'all_member_add') return;
    refuse('group_you_are_not_admin', 'Only admins may do this');
  }

  async function look(all, change, id) {
    const seek = await seeker(all, id);
    const member = seek();
    if (!member && change !== 'add') return { id, seek, code: NOT_FOUND };
    return { id, seek, code: await ways[change].settled(member, all, id) };
  }

  async function change({ group, change: wanted, ids }) {
    const { chat, found } = await bridge.groups.find(group);
    checkMay(found, wanted);
    const people = [];
    for (const id of ids) people.push(await look(found.participants, wanted, id));
    const open = people.filter((person) => person.code === null);
    if (open.length > 0) {
      const way = ways[wanted];
      const said = await carryOut(
        chat,
        way.call,
        open.map(({ id }) => id),
      );
      const end = Date.now() + LIMIT_MS;
      for (const person of open) person.code = await outcome(said, way, person, end);
    }
    return { results: people.map(({ id, code }) => ({ id, code })) };
  }

  // wa-js makes no group when one of those wanted is not on WhatsApp.
  async function create({ subject, participants }) {
    const there = [];
    for (const id of participants) if (await bridge.people.query(id)) there.push(id);
    const { gid, participants: said } = await WPP.group.create(subject, there);
    const { chat, found } = await bridge.groups.find(String(gid));
    const results = [];
    for (const id of participants) {
      const isThere = there.includes(id);
      const seek = await seeker(found.participants, id);
      results.push({ id, code: isThere ? (codeIn(said, id) ?? (seek() ? DONE : FAILED)) : NOT_FOUND });
    }
    return { group: bridge.groups.fields(chat, found), results };
  }

  return { change, create };
})();
