"""Where CI is set, a test that is skipped has failed: green is to mean that it ran."""

from __future__ import annotations

import os

import pytest

# how the reason of a skip begins, and why CI may leave the test out
ALLOWED = {
    "the real files are not in": "the bank's files are tested where they lie",
    "no schemas in": "Microsoft's schemas are not ours to ship",
    "MITRON_PBI_MODELING_SERVER does not name": "a preview of Microsoft's that may not be bundled",
    "no right to mount a small disk": "hosted runners may not mount",
}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.skipped and os.environ.get("CI") and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2].removeprefix("Skipped: ")
        if not reason.startswith(tuple(ALLOWED)):
            report.outcome = "failed"
            report.longrepr = (
                f"skipped in CI: {reason}. Install what the test needs in .ci/run, or add the"
                " reason to ALLOWED in tests/python/ci_skips.py."
            )
    return report
