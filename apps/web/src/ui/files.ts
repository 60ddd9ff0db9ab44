import { onPhotograph } from './camera.js';
import { byId } from './dom.js';

/** An image that somebody brought. */
export interface Brought {
  /** its path in the folder that was chosen, or its name */
  readonly name: string;
  readonly image: Blob;
}

const IMAGE_NAME = /\.(png|jpe?g|jpe|jfif|bmp|webp|tiff?|gif|avif|pbm|pgm|ppm|pnm)$/i;
const byName = new Intl.Collator('en', { numeric: true });

/**
 * Hands over what is dropped anywhere, pasted, chosen or photographed. Of folders all images below count, by their names;
 * what is no image is counted.
 */
export function onFiles(take: (brought: Brought[], leftOut: number) => void): void {
  const drop = byId('drop');
  for (const id of ['files', 'folder', 'camera']) {
    const input = byId<HTMLInputElement>(id);
    input.addEventListener('change', () => {
      const files = [...(input.files ?? [])].map((file) => ({
        name: file.webkitRelativePath || file.name,
        image: file,
      }));
      input.value = '';
      hand(files, id === 'folder');
    });
  }
  addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    drop.classList.add('over');
  });
  addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) drop.classList.remove('over');
  });
  addEventListener('drop', (event) => {
    drop.classList.remove('over');
    if (!event.dataTransfer) return;
    event.preventDefault();
    // What another page or program hands over may be no entry of a file system.
    const things = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
    void Promise.all(things.map(filesOf)).then((lists) =>
      hand(
        lists.flat(),
        things.some((thing) => thing !== null && !(thing instanceof File) && thing.isDirectory),
      ),
    );
  });
  onPhotograph((image) => hand([{ name: 'photograph', image }], false));
  addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    hand(
      files.map((file) => ({ name: file.name || 'pasted', image: file })),
      false,
    );
  });

  function hand(files: Brought[], fromFolder: boolean): void {
    // What somebody chose by itself is tried, and told of where it is no image.
    const images = fromFolder ? files.filter(({ name }) => IMAGE_NAME.test(name)) : files;
    images.sort((a, b) => byName.compare(a.name, b.name));
    if (files.length > 0) take(images, files.length - images.length);
  }
}

async function filesOf(thing: FileSystemEntry | File | null): Promise<Brought[]> {
  if (thing === null) return [];
  return thing instanceof File ? [{ name: thing.name, image: thing }] : filesBelow(thing);
}

/** All files of an entry, however deep. */
async function filesBelow(entry: FileSystemEntry): Promise<Brought[]> {
  if (entry.isFile) {
    const file = await new Promise<File | null>((resolve) =>
      (entry as FileSystemFileEntry).file(resolve, () => resolve(null)),
    );
    return file ? [{ name: entry.fullPath.replace(/^\//, ''), image: file }] : [];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: Brought[] = [];
  for (;;) {
    // A browser gives a hundred entries at a time.
    const entries = await new Promise<FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    if (entries.length === 0) return found;
    for (const each of entries) found.push(...(await filesBelow(each)));
  }
}
