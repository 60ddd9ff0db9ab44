/** A file of weights on the public hub, or at an address of its own. */
export type PublishedFile = Pinned & (OnHub | { readonly url: string });

interface OnHub {
  /** Owner and name of the repository. */
  readonly repository: string;
  /** Commit, or branch where only the digest is known to be lasting. */
  readonly revision: string;
  readonly file: string;
}

/** What makes sure that a file is the right one. */
interface Pinned {
  /** Smallest and largest size accepted; equal where the hub's exact figure is known, else what it rounds to. */
  readonly bytes: readonly [least: number, most: number];
  /** Hexadecimal; what decides whether a file is the right one. */
  readonly sha256: string;
}

/**
 * torchvision's ImageNet-1k weights (`IMAGENET1K_V1`, BSD-3-Clause; training was bound to ImageNet's terms), as the timm
 * collection publishes them in safetensors. Names of tensors are torchvision's for all ResNets and for `features.*` of
 * VGG-19, the only part that the perceptual network reads; timm calls torchvision's `classifier.0`, `.3` and `.6`
 * `pre_logits.fc1`, `pre_logits.fc2` and `head.fc`. ResNet-101 is absent: no digest of its file is known to us.
 */
export const publishedWeights = {
  resnet18: {
    repository: 'timm/resnet18.tv_in1k',
    revision: 'bbd144b3e5565108aad885f145491d11bc6ce807',
    file: 'model.safetensors',
    bytes: [46_807_446, 46_807_446],
    sha256: '694f673df6520a3158624e8a89af086f59923ee4cd7436fe5bc3bc71d295ad81',
  },
  resnet34: {
    repository: 'timm/resnet34.tv_in1k',
    revision: '1b7b21cca82ff974d341713f777bf740c2db38c4',
    file: 'model.safetensors',
    bytes: [87_278_522, 87_278_522],
    sha256: '0bb82595a564991a9d424708b33f5d843f5aaed7f6c0886ff10849ff97022235',
  },
  resnet50: {
    repository: 'timm/resnet50.tv_in1k',
    revision: '78f3ecfdb38e06d9b8397f662e7ab8fee96026fa',
    file: 'model.safetensors',
    bytes: [102_469_840, 102_469_840],
    sha256: '5d061a3c593d795bfe682d9b152bafbcf550579873492def3515b46db1189888',
  },
  resnet152: {
    repository: 'timm/resnet152.tv_in1k',
    revision: 'main',
    file: 'model.safetensors',
    bytes: [240_500_000, 241_500_000],
    sha256: '15897077afdf4d6334dc0c3f8e6fb483afb3faa9298c139f3c6eb29bca6ae5b2',
  },
  vgg19: {
    repository: 'timm/vgg19.tv_in1k',
    revision: '128d4708565b3a414bcbb9bbad440b2fe37b9f18',
    file: 'model.safetensors',
    bytes: [574_500_000, 575_500_000],
    sha256: '11aea017b543ff59233749d8f1cf544cda749378f5790d2fedab841fb86b7669',
  },
} as const satisfies Record<string, PublishedFile>;

/** A network whose published weights can be fetched by name. */
export type WeightsName = keyof typeof publishedWeights;

/** Whether a text is one of the names of {@link publishedWeights}, rather than, say, a path. */
export function isWeightsName(text: string): text is WeightsName {
  return Object.hasOwn(publishedWeights, text);
}

/**
 * The network of FID: TensorFlow's Inception graph of 2015-12-05 as a state dict of PyTorch's, published by mseitzer
 * (pytorch-fid) and unchanged by torch-fidelity, from whose release it comes. Apache-2.0. It is no encoder, so that it
 * has no name among {@link publishedWeights}.
 */
export const inceptionWeights = {
  url: 'https://github.com/toshas/torch-fidelity/releases/download/v0.2.0/weights-inception-2015-12-05-6726825d.pth',
  bytes: [95_628_359, 95_628_359],
  sha256: '6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2',
} as const satisfies PublishedFile;
