"""Memory of this process and this machine, from the system itself."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from typing import Any

_MB = 1 << 20


def resident_mb() -> float:
    """Resident set of this process in MB; its peak on macOS, 0 if unknown."""
    try:
        if sys.platform == "win32":
            return _windows_resident() / _MB
        if sys.platform == "darwin":
            import resource

            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MB
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / _MB
    except (OSError, ValueError, AttributeError):
        return 0.0


def physical_mb() -> float:
    """Memory of the machine in MB; 0 if unknown."""
    try:
        if sys.platform == "win32":
            return _windows_physical() / _MB
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / _MB
    except (OSError, ValueError, AttributeError):
        return 0.0


def _windows_resident() -> float:
    """WorkingSetSize of PROCESS_MEMORY_COUNTERS."""

    class Counters(ctypes.Structure):
        _fields_ = (
            [("cb", ctypes.c_uint32), ("faults", ctypes.c_uint32)]
            + [("peak", ctypes.c_size_t), ("working_set", ctypes.c_size_t)]
            + [(f"unused{i}", ctypes.c_size_t) for i in range(6)]
        )

    counters = Counters(cb=ctypes.sizeof(Counters))
    kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009 - absent elsewhere
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    process = ctypes.c_void_p(kernel.GetCurrentProcess())
    kernel.K32GetProcessMemoryInfo(process, ctypes.byref(counters), counters.cb)
    return float(counters.working_set)


def _windows_physical() -> float:
    """ullTotalPhys of MEMORYSTATUSEX."""

    class _MemoryStatus(ctypes.Structure):
        _fields_ = [("length", ctypes.c_uint32), ("load", ctypes.c_uint32)] + [
            (f"value{i}", ctypes.c_uint64) for i in range(7)
        ]

    status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
    kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009 - absent elsewhere
    kernel.GlobalMemoryStatusEx(ctypes.byref(status))
    return float(status.value0)
