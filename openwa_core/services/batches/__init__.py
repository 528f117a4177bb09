"""Bulk sending: many messages in one request, each sent once, whatever happens meanwhile."""

from __future__ import annotations

from openwa_core.services.batches.files import BatchFiles
from openwa_core.services.batches.runner import BatchRunner
from openwa_core.services.batches.service import BatchService
from openwa_core.services.batches.sweeper import BatchSweeper

__all__ = ["BatchFiles", "BatchRunner", "BatchService", "BatchSweeper"]
