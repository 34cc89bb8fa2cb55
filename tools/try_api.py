"""Ask the API thousands of requests made from its own description; say what it answered.

    python tools/try_api.py [EXAMPLES]

EXAMPLES of each operation (150), beside those that try every bound of every value. It takes minutes; the
tests do the same with 25.
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parents[1]
TESTS = "tests/db/api/every_request.py"


def main() -> int:
    examples = sys.argv[1] if len(sys.argv) > 1 else "150"
    told = os.environ | {"DOORSTEP_API_EXAMPLES": examples}
    command = [sys.executable, "-m", "pytest", "-q", "-rP", "-p", "no:cacheprovider", TESTS]
    return subprocess.run(command, cwd=HERE, env=told, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
