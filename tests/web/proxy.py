"""nginx in front of a portal, with the very configuration that deploy/ gives as an example."""

import os
import shutil
import ssl
import subprocess
from pathlib import Path

from tests.delivery.receiver_process import free_port, wait_for
from tests.integrations.certificates import Authority

CONFIGURATION = Path(__file__).parents[2] / "deploy/nginx.conf"
HOST = "portal.example.no"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
# As on a machine with Debian's package, in a folder of its own: who looks after the portal changes nothing here.
AROUND = """
user root;
worker_processes auto;
daemon off;
pid {folder}/pid;
error_log {folder}/ordinary-errors.log;
events {{ worker_connections 768; }}
http {{
    client_body_temp_path {folder}/laid_down_bodies;
    proxy_temp_path {folder}/laid_down_answers;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    access_log {folder}/ordinary.log;
    include {folder}/portal.conf;
}}
"""


class Proxy:
    """Runs until its end; `port` is the encrypted one."""

    def __init__(self, folder: Path, behind: int) -> None:
        self.folder = folder
        self.port, self.unencrypted_port = free_port(), free_port()
        (folder / "portal.conf").write_text(self._adapted(behind))
        around = folder / "nginx.conf"
        around.write_text(AROUND.format(folder=folder))
        words = [NGINX or "nginx", "-c", str(around)]
        read = subprocess.run([*words, "-t", "-q"], capture_output=True, text=True)
        assert read.returncode == 0, f"nginx does not take deploy/nginx.conf: {read.stderr}"
        self.process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
        wait_for(self.port)

    def _adapted(self, behind: int) -> str:
        """Ports, certificate and logs of this machine; all else as it is written."""
        certificate = Authority(self.folder, "proxy").server_file()
        written = CONFIGURATION.read_text()
        for there, here in {
            "listen 80 ": f"listen 127.0.0.1:{self.unencrypted_port} ",
            "listen 443 ": f"listen 127.0.0.1:{self.port} ",
            "http://127.0.0.1:8000;": f"http://127.0.0.1:{behind};",
            "/etc/portal/tls/certificate.pem": str(certificate),
            "/etc/portal/tls/key.pem": str(certificate),
            "/var/log/nginx/": f"{self.folder}/",
        }.items():
            assert there in written, f"deploy/nginx.conf does not say {there!r} any more: let this test find its place."
            written = written.replace(there, here)
        return written

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def trusting(*protocols: str) -> ssl.SSLContext:
    """A browser that speaks one of these, and takes a certificate from anybody: what it opens is on this machine."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(list(protocols or ("http/1.1",)))
    return context
