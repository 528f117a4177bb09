/** A point on the map: the text of the wire is its name, and its address on the lines below. */
export const place = {
  fromWire: ({ body, enclosed }) => ({ lat: enclosed.latitude, lng: enclosed.longitude, loc: body }),
  toWire: ({ lat, lng, loc }) => ({ body: loc ?? '', enclosed: { kind: 'place', latitude: lat, longitude: lng } }),
};
