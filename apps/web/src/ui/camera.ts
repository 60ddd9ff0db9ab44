import { byId, printable } from './dom.js';

/**
 * Takes photographs with the camera of a computer, in a dialog. Phones are left to the file input, which opens their own
 * camera program; so are browsers that give pages no camera.
 * @param take gets a photograph as PNG
 */
export function onPhotograph(take: (photograph: Blob) => void): void {
  const dialog = byId<HTMLDialogElement>('viewfinder');
  const video = byId<HTMLVideoElement>('camera-view');
  const shoot = byId<HTMLButtonElement>('shoot');
  const fault = byId('camera-fault');
  const stop = (): void => {
    for (const track of streamOf(video)?.getTracks() ?? []) track.stop();
    video.srcObject = null;
  };

  byId('camera').addEventListener('click', (event) => {
    if (matchMedia('(pointer: coarse)').matches || !('mediaDevices' in navigator)) return;
    event.preventDefault();
    fault.hidden = true;
    video.hidden = false;
    shoot.disabled = true;
    dialog.showModal();
    void openCamera().then(
      (stream) => {
        stop();
        video.srcObject = stream;
        // The dialog may have been closed while the reader was asked for permission.
        if (!dialog.open) stop();
      },
      (error: Error) => {
        video.hidden = true;
        fault.textContent = `The camera can't be used: ${printable(error.message)}. Choose an image instead.`;
        fault.hidden = false;
      },
    );
  });
  video.addEventListener('playing', () => (shoot.disabled = false));
  shoot.addEventListener('click', () => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext('2d')?.drawImage(video, 0, 0);
    dialog.close();
    canvas.toBlob((photograph) => photograph && take(photograph), 'image/png');
  });
  byId('cancel').addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', stop);
}

/** The camera that looks away from the reader, where there are two, with as many pixels as it has. */
const openCamera = (): Promise<MediaStream> =>
  navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } },
  });

const streamOf = ({ srcObject }: HTMLVideoElement): MediaStream | undefined =>
  srcObject instanceof MediaStream ? srcObject : undefined;
