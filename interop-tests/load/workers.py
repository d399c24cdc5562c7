"""Client processes of worker.py, told what to do together."""
import json
import os

from measure import sample_of
from processes import Process

PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'worker.py')
GRACE = 90


class Workers:
    """Some processes with one queue of one side; they end with `stack`."""

    def __init__(self, side, number, stack):
        command, environment = side.python
        queue = json.dumps({'queue': side.queue()})
        self._processes = [stack.enter_context(Process(command + [PROGRAM], environment)) for _ in range(number)]
        for process in self._processes:
            process.tell(queue)
        for process in self._processes:
            process.line()

    def work(self, seconds, **order):
        """All do it at the same time; the rates are added, the latencies taken together."""
        for process in self._processes:
            process.tell(json.dumps(dict(order, seconds=seconds)))
        done = [json.loads(process.line(seconds + GRACE)) for process in self._processes]
        rate = sum(each['times'] / each['seconds'] for each in done)
        return sample_of([one for each in done for one in each['latencies_us']], rate)
