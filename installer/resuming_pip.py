# SPDX-License-Identifier: Apache-2.0
"""pip with one thing changed: a download that was killed goes on where it stopped when it is asked for again.

    python resuming_pip.py PARTIAL_FOLDER <what pip takes>

pip itself resumes only within one call and throws the rest away. Index, mirrors, proxies, certificates and hashes stay pip's; this
replaces the inside of one class and is therefore for the pip that installer/pypi-archives.txt pins, and no other. What is in
PARTIAL_FOLDER stays there: the caller removes it once the file is checked and in its place, or turned out to be a wrong one.
"""
import errno
import logging
import os
import pathlib
import shutil
import sys

import pip._internal.commands.download  # first: pip's modules import each other in a circle that only this way closes
from pip._internal.cli.main import main
from pip._internal.exceptions import NetworkConnectionError
from pip._internal.network import download
from pip._vendor.requests.exceptions import RequestException
from pip._vendor.urllib3.exceptions import HTTPError

PARTIAL_CONTENT = 206


def ask(downloader, link, partial, tag):
    """The server's answer and the byte that it begins with. One byte that is here is asked for again: no range is ever empty."""
    begin = max(0, partial.stat().st_size - 1) if partial.exists() and tag.exists() else 0
    headers = dict(download.HEADERS)
    if begin:
        headers['Range'] = f'bytes={begin}-'
        if tag.read_text():
            headers['If-Range'] = tag.read_text()
    response = downloader._http_get(link, headers)
    return response, begin if response.status_code == PARTIAL_CONTENT else 0


def receive(downloader, link, partial, tag):
    """One attempt. Gives the answer, and whether the file is whole."""
    response, begin = ask(downloader, link, partial, tag)
    length = download._get_http_response_size(response)
    total = None if length is None else begin + length
    with open(partial, 'r+b' if begin else 'wb') as file:
        tag.write_text(download._get_http_response_etag_or_last_modified(response) or '')
        file.seek(begin)
        file.truncate()
        for chunk in download._log_download(response, link, downloader._progress_bar, total, range_start=begin):
            file.write(chunk)
    return response, total is None or partial.stat().st_size >= total


def give(partial, place):
    try:
        os.link(partial, place)
    except OSError:  # a file system without links
        shutil.copyfile(partial, place)


def download_resuming(downloader, link, location, folder):
    """In place of pip's Downloader.__call__."""
    folder.mkdir(parents=True, exist_ok=True)
    partial, tag = folder / link.filename, folder / f'{link.filename}.tag'
    for left in reversed(range(downloader._resume_retries + 1)):
        why = 'the connection was closed too early'
        try:
            response, is_whole = receive(downloader, link, partial, tag)
            if is_whole:
                place = os.path.join(location, download._get_http_response_filename(response, link))
                give(partial, place)
                return place, response.headers.get('Content-Type', '')
        except (NetworkConnectionError, HTTPError, RequestException, OSError) as error:
            if getattr(error, 'errno', None) == errno.ENOSPC or left == 0:
                raise
            why = error
        logging.getLogger(__name__).warning('download interrupted (%s), %d attempts left', why, left)
    raise NetworkConnectionError(f'Connection to {link.netloc} was closed too early, again and again')


if __name__ == '__main__':
    partial_folder = pathlib.Path(sys.argv[1])
    download.Downloader.__call__ = lambda self, link, location: download_resuming(self, link, location, partial_folder)
    sys.exit(main(sys.argv[2:]))
