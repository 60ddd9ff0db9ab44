/**
 * The Python side of unpacking: `python -c SCRIPT WHEEL FOLDER`. Python's zipfile reads archives of any size as a
 * stream and checks each member's CRC; in addition, every member is checked against RECORD.
 */
export const unpackScript = `
import base64, csv, hashlib, io, json, os, re, sys, zipfile
wheel, folder = sys.argv[1:]
kinds = [
    (r'tensorflow/(libtensorflow_(?:cc|framework)\\.so\\.2)', 'lib'),
    (r'tensorflow/include/((?:tensorflow|tsl|xla/tsl)/.+\\.h)', 'include'),
    (r'nvidia/(.+/lib/.+\\.so[.0-9]*)', 'nvidia'),
]
files, cuda = 0, []
with zipfile.ZipFile(wheel) as archive:
    names = archive.namelist()
    info = [name for name in names if re.fullmatch(r'[^/]+\\.dist-info/RECORD', name)]
    if not info:
        sys.exit('it has no RECORD')
    rows = csv.reader(io.TextIOWrapper(archive.open(info[0]), 'utf-8'))
    digests = {row[0]: row[1] for row in rows if len(row) > 1}
    for line in archive.read(info[0].replace('RECORD', 'METADATA')).decode('utf-8').splitlines():
        found = re.match(r'Requires-Dist: (nvidia-[^;]+?)\\s*;.*extra == .and-cuda', line)
        if found:
            cuda.append(re.sub(r'[()\\s]', '', found.group(1)))
    for name in names:
        target = None
        for pattern, kind in kinds:
            found = re.fullmatch(pattern, name)
            if found and '..' not in name.split('/'):
                target = os.path.join(folder, kind, found.group(1))
        if target is None:
            continue
        os.makedirs(os.path.dirname(target), exist_ok=True)
        digest = hashlib.sha256()
        with archive.open(name) as source, open(target, 'wb') as out:
            for block in iter(lambda: source.read(1 << 20), b''):
                digest.update(block)
                out.write(block)
        told = 'sha256=' + base64.urlsafe_b64encode(digest.digest()).rstrip(b'=').decode()
        if digests.get(name) != told:
            sys.exit(name + ' differs from the digest in RECORD')
        files += 1
print(json.dumps({'files': files, 'cuda': cuda}))
`;
