import { Collection } from '../runtime/collection.js';
import { Model } from '../runtime/model.js';
import { define } from '../runtime/registry.js';
import { requests } from '../network/line.js';
import { addressOf } from '../media/file_id.js';

/** The picture of a person or a group; without addresses where there is none, or none for us. */
class ProfilePicThumb extends Model {
  static defaults = { img: undefined, imgFull: undefined };
}
ProfilePicThumb.prototype.proxyName = 'profilePicThumb';

class ProfilePicThumbCollectionImpl extends Collection {
  modelClass = ProfilePicThumb;

  /** Asked anew each time: a picture changes without a word. */
  async find(wid) {
    const address = await pictureOf(wid);
    return this.gadd(wid).set({ img: address, imgFull: address });
  }
}

async function pictureOf(wid) {
  try {
    const { picture } = await requests.ask('picture', { id: String(wid) });
    return picture ? new URL(addressOf(picture), location.href).href : undefined;
  } catch {
    return undefined;
  }
}

define('WAStandInPictures', {
  ProfilePicThumbCollectionImpl,
  ProfilePicThumbCollection: new ProfilePicThumbCollectionImpl(),
});
define('WAStandInPictureModel', { default: ProfilePicThumb });
