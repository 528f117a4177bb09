/** A question and what may be answered: the text of the wire is the question. */
export const poll = {
  fromWire: ({ body, enclosed }) => ({
    pollName: body,
    pollOptions: enclosed.options.map((name, localId) => ({ name, localId })),
    pollSelectableOptionsCount: enclosed.selectable,
  }),
  toWire: ({ pollName, pollOptions, pollSelectableOptionsCount }) => ({
    body: pollName,
    enclosed: {
      kind: 'poll',
      options: pollOptions.map(({ name }) => name),
      selectable: pollSelectableOptionsCount ?? 0,
    },
  }),
};
