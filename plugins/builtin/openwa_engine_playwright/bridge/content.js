// What a message says and carries, by its kind. Bytes and thumbnails stay in the page.
bridge.content = (() => {
  const { attempt, number, text } = bridge.fields;

  // WhatsApp puts the file's name into the caption of a file that has none.
  const captionOf = (msg) => (msg.isCaptionByUser === false ? null : msg.caption);

  const bodies = {
    chat: (msg) => msg.body,
    location: (msg) => msg.loc,
    multi_vcard: (msg) => msg.vcardList?.[0]?.displayName,
    poll_creation: (msg) => msg.pollName,
    vcard: (msg) => msg.vcardFormattedName,
  };

  const body = (msg) => text(attempt(() => (bodies[msg.type] ?? captionOf)(msg)));

  function file(msg) {
    if (!msg.mimetype && !msg.mediaKey) return null;
    const { filename, mimetype, size } = msg;
    const duration = msg.duration === undefined ? null : Number(msg.duration);
    return { filename: text(filename), mimetype: text(mimetype), size: number(size), duration: number(duration) };
  }

  function place(msg) {
    const [latitude, longitude] = [number(msg.lat), number(msg.lng)];
    if (msg.type !== 'location' || latitude === null || longitude === null) return null;
    return { latitude, longitude, description: text(msg.loc) };
  }

  function cards(msg) {
    if (msg.type === 'vcard') return [{ name: text(msg.vcardFormattedName), vcard: text(msg.body) ?? '' }];
    if (msg.type !== 'multi_vcard') return [];
    return Array.from(msg.vcardList ?? [], (card) => ({
      name: text(card.displayName),
      vcard: text(card.vcard) ?? '',
    }));
  }

  function poll(msg) {
    if (msg.type !== 'poll_creation') return null;
    return {
      question: text(msg.pollName),
      options: Array.from(msg.pollOptions ?? [], (option) => text(option.name) ?? ''),
      selectable: number(msg.pollSelectableOptionsCount),
    };
  }

  const fields = (msg) => ({ body: body(msg), file: file(msg), place: place(msg), cards: cards(msg), poll: poll(msg) });

  return { body, fields };
})();
