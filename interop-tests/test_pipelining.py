"""Clients that send requests without waiting for the replies: they get one for each, in order."""
import time
import unittest

import support
from support import serving


class PipeliningTest(support.ServerTest):
    def setUp(self):
        super(PipeliningTest, self).setUp()
        self.queue = self.manager.Queue()

    def request(self, method, *args):
        return self.queue._token.id, method, args, {}

    def waits(self):
        return 'by hand' in support.status(self.queue)

    def wait_until_it_waits(self):
        if support.is_reference():
            time.sleep(0.05)  # it does not tell
        else:
            self.assertEventually(self.waits)

    def test_calls_that_are_answered_at_once(self):
        with serving() as wire:
            for number in range(50):
                wire.send_together(self.request('put', number), self.request('qsize'))
            for number in range(50):
                self.assertEqual(wire.answer(), ('#RETURN', None))
                self.assertEqual(wire.answer(), ('#RETURN', number + 1))

    def test_calls_that_wait(self):
        for _ in range(20):
            with serving() as wire:
                wire.send_together(self.request('get'), self.request('get'))
                self.wait_until_it_waits()
                self.queue.put(1)
                self.queue.put(2)
                self.assertEqual([wire.answer(), wire.answer()], [('#RETURN', 1), ('#RETURN', 2)])
                # From now on it is known to be such a client, however long a call has waited.
                wire.send(self.request('get'))
                self.assertFalse(wire.connection.poll(0.01))
                wire.send(self.request('qsize'))
                wire.send(self.request('get', True, 0.01))
                self.assertFalse(wire.connection.poll(0.01))
                self.queue.put('late')
                self.assertEqual([wire.answer(), wire.answer()], [('#RETURN', 'late'), ('#RETURN', 0)])
                self.assertEqual(wire.answer()[0], '#ERROR')

    @unittest.skipIf(support.is_reference(), 'CPython answers both')
    def test_a_second_call_much_later_means_that_the_first_was_given_up(self):
        with serving() as wire:
            wire.send(self.request('get'))
            self.assertFalse(wire.connection.poll(0.1))
            self.assertEqual(wire.ask(self.request('qsize')), ('#RETURN', 0))
        self.queue.put('not lost')
        self.assertEqual(self.queue.get(timeout=10), 'not lost')

    @unittest.skipIf(support.is_reference(), 'CPython loses what it answers to those')
    def test_who_sends_many_and_goes_leaves_what_it_did_not_get(self):
        with serving() as wire:
            wire.send_together(*10 * [self.request('get')])
            self.wait_until_it_waits()
        self.assertEventually(lambda: not self.waits())
        self.queue.put('kept')
        self.assertEqual(self.queue.get(timeout=10), 'kept')


if __name__ == '__main__':
    unittest.main()
