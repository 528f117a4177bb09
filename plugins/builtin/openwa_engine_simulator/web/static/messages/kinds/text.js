/** A text; also what was revoked, or cannot be read yet. */
export const text = {
  fromWire: ({ body }) => ({ body }),
  toWire: ({ body }) => ({ body, enclosed: null }),
};
