"""The pictures that README and documentation show: `python -m report pictures`."""

import hashlib
import re
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import ViewportSize, sync_playwright

from report.html import write_report
from report.marts import Marts, Unreadable

PICTURES = Path("docs/pictures")
SCREENSHOTS = {"report-summary.png": "front", "report-segmentation.png": "segmentation"}
VIEW = ViewportSize(width=1120, height=1010)
MADE_FROM = "made_from.sha256"


def browser_path() -> str:
    """Chromium or Chrome of the system."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise Unreadable(
            "Pictures are taken with chromium, and there is none on the PATH: install it first."
        )
    return found


def fingerprint(report: Path) -> str:
    """What the report shows, without the footer that names the build."""
    shown = re.sub(r"<footer>.*</footer>", "", report.read_text(encoding="utf-8"), flags=re.S)
    return hashlib.sha256(shown.encode()).hexdigest()


def write_all(marts: Marts, folder: Path) -> Path:
    """Pages of the report as PNG, and what they were made from."""
    if not marts.is_synthetic:
        raise Unreadable(
            "These pictures are kept with the project: build the synthetic pilot first."
        )
    pictures = folder / PICTURES
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        report = write_report(marts, Path(made))
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport=VIEW)
        page.goto(report.as_uri())
        # the bar would cover what is behind it
        page.add_style_tag(content="header { display: none !important; }")
        for name, section in SCREENSHOTS.items():
            page.evaluate(
                "key => document.getElementById(key).scrollIntoView({behavior: 'instant'})", section
            )
            page.screenshot(path=pictures / name)
        browser.close()
        (pictures / MADE_FROM).write_text(fingerprint(report) + "\n")
    return pictures
