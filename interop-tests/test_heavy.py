"""Large payloads, many connections, many processes. Run on one or two interpreters only."""
import hashlib
import os
import threading

import support
from support import Child, control, serving

MEGABYTE = 2**20


class PayloadTest(support.ServerTest):
    def test_64_megabytes_through_a_queue(self):
        shared, item = self.manager.Queue(), os.urandom(MEGABYTE) * 64
        shared.put(item)
        self.assertEqual(hashlib.sha1(shared.get()).digest(), hashlib.sha1(item).digest())

    def test_64_megabytes_to_another_process(self):
        shared, item = self.manager.Queue(), os.urandom(MEGABYTE) * 64
        with Child(digest_of_what_comes, shared) as child:
            shared.put(item)
            self.assertEqual(child.receive(120), hashlib.sha1(item).hexdigest())

    def test_600_000_small_objects_through_a_queue(self):
        shared, item = self.manager.Queue(), [(number, str(number)) for number in range(300000)]
        shared.put(item)
        self.assertEqual(shared.get(), item)

    def test_a_frame_of_every_size_around_the_limits_of_the_client(self):
        shared = self.manager.Queue()
        for size in [1, 255, 256, 257, 16383, 16384, 16385, 65535, 65536, 65537, MEGABYTE, 2 * MEGABYTE + 1]:
            for nearby in range(size - 1, size + 2):
                item = b'x' * nearby
                shared.put(item)
                self.assertEqual(len(shared.get()), nearby)

    def test_many_items_and_a_proxy_among_them(self):
        inner = self.manager.list(['inner'])
        items = self.manager.list(list(range(100000)) + [inner])
        self.assertEqual((len(items), items[-1][0]), (100001, 'inner'))
        entries = self.manager.dict([(number, number) for number in range(100000)] + [('inner', inner)])
        self.assertEqual((len(entries), entries['inner'][0]), (100001, 'inner'))


class ConnectionsTest(support.ServerTest):
    def test_200_connections_at_once(self):
        ident = control('create', 'list')[1][0]
        wires = [serving() for _ in range(200)]
        try:
            for number, wire in enumerate(wires):
                wire.send((ident, 'append', (number,), {}))
            for wire in wires:
                self.assertEqual(wire.answer(), ('#RETURN', None))
            kind, got = wires[0].ask((ident, '#GETVALUE', (), {}))
            self.assertEqual(sorted(got), list(range(200)))
        finally:
            for wire in wires:
                wire.__exit__()
            control('decref', ident)

    def test_200_clients_wait_in_get_and_each_gets_one_item(self):
        ident = control('create', 'Queue')[1][0]
        wires = [serving() for _ in range(200)]
        try:
            for wire in wires:
                wire.send((ident, 'get', (), {}))
            with serving() as giver:
                for number in range(200):
                    self.assertEqual(giver.ask((ident, 'put', (number,), {})), ('#RETURN', None))
            self.assertEqual(sorted(wire.answer()[1] for wire in wires), list(range(200)))
        finally:
            for wire in wires:
                wire.__exit__()
            control('decref', ident)

    def test_200_handshakes_at_once(self):
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(control('dummy'))) for _ in range(200)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        lost = 200 - answers.count(('#RETURN', None))
        if not support.is_reference():  # the backlog of CPython before 3.13 is 16
            self.assertEqual(lost, 0)


class HammeringTest(support.ServerTest):
    def test_no_item_is_lost_or_doubled_between_many_processes(self):
        tasks, results = self.manager.Queue(10), self.manager.Queue()
        producers = [Child(produce, tasks, number) for number in range(4)]
        consumers = [Child(consume, tasks, results) for _ in range(4)]
        for producer in producers:
            self.assertEqual(producer.receive(120), 'done')
        for _ in consumers:
            tasks.put(None)
        for consumer in consumers:
            self.assertEqual(consumer.receive(120), 'done')
        got = [results.get(timeout=10) for _ in range(4 * 250)]
        self.assertEqual(sorted(got), [(number, item) for number in range(4) for item in range(250)])
        self.assertTrue(results.empty())
        self.assertTrue(tasks.empty())
        for child in producers + consumers:
            child.__exit__()

    def test_threads_of_one_process_have_a_connection_each(self):
        shared = self.manager.list()
        threads = [threading.Thread(target=lambda: [shared.append(1) for _ in range(50)]) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(shared), 500)


def digest_of_what_comes(pipe, shared):
    pipe.send(hashlib.sha1(shared.get()).hexdigest())


def produce(pipe, tasks, number):
    for item in range(250):
        tasks.put((number, item))
    pipe.send('done')


def consume(pipe, tasks, results):
    while True:
        task = tasks.get()
        if task is None:
            break
        results.put(task)
    pipe.send('done')


if __name__ == '__main__':
    support.main()
