"""Programs of the shapes in which others use managers: programs/, each run as a user runs it."""
import multiprocessing
import os
import subprocess
import sys
import unittest

import support

FOLDER = os.path.join(support.HERE, 'programs')


class ProgramsTest(unittest.TestCase):
    def run_program(self, name, *arguments):
        process = subprocess.Popen([sys.executable, '-B', os.path.join(FOLDER, name)] + list(arguments),
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
        output = process.communicate()[0].strip()
        self.assertEqual(process.returncode, 0, output)
        return output

    def test_a_work_queue_with_control_errors_and_heartbeats(self):
        self.assertEqual(self.run_program('work_queue.py'), '36 results, sum 18104, 4 errors, 4 of 4 workers stopped')

    def test_a_stash_of_values_under_tuples(self):
        self.assertEqual(self.run_program('stash.py'),
                         '20 put, 20 taken by 6 processes, 0 left, twice the same: refused')

    @unittest.skipIf(isinstance(support.address(), str), 'it has a host and a port in its environment')
    def test_proxies_rebuilt_by_hand(self):
        self.assertEqual(self.run_program('rebuilt_proxy.py'), '20 results, sum 2470, tally of some, 0 workers failed')

    def test_a_critical_section_of_twenty_processes(self):
        self.assertEqual(self.run_program('critical_section.py'),
                         '100 in the file, 100 in the value, 0 processes failed')

    def test_programs_that_call_manager_use_the_server(self):
        for method in getattr(multiprocessing, 'get_all_start_methods', lambda: ['default'])():
            self.assertEqual(self.run_program('in_place_of_manager.py', method), 'everything is shared', method)


if __name__ == '__main__':
    support.main()
